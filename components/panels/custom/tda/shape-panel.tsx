'use client'
import { useMemo, useRef } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { Button } from '#components/ui/button.tsx'
import { download } from '#components/ui/csv.ts'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { clock, count, number } from '#components/ui/format.ts'
import { Menu } from '#components/ui/menu.tsx'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { Truth } from '#lib/protocol.ts'
import { byPersistence, dimensionsOf, persistence, say } from '#lib/tda/diagram.ts'
import type { Job } from '#lib/tda/job.ts'
import type { ResultFacts } from '#lib/tda/read.ts'
import { savePicture, saveText } from './downloads.ts'
import type { JobResult } from './job-data.ts'
import { Shape } from './shape.tsx'
import { ShapeLegend } from './shape-legend.tsx'
import type { Stored } from './use-stored.ts'
import { words } from './words.tsx'

export interface ShapePanelProps {
  job: Job | undefined
  results: JobResult[]
  result: JobResult | undefined
  /** Of the result, with what lay in its file. */
  facts: ResultFacts | null
  stored: Stored
  message: unknown
  parameters: unknown
  state: PanelState
  truth: Truth | null | undefined
  onResult: (k: string) => void
  scale: number | null
  onScale: (scale: number | null) => void
}

const json = (value: number) => (Number.isFinite(value) ? value : 'Infinity')

/** What was found: three drawings of one result, which of several results, and the files to take away. */
export function ShapePanel(props: ShapePanelProps) {
  const { job, results, result, facts, stored, parameters, state, truth, onResult, scale, onScale } = props
  const box = useRef<HTMLDivElement>(null)
  const pairs = facts?.pairs ?? []
  const all = useMemo(() => dimensionsOf(facts?.pairs ?? []), [facts])
  const [without, setWithout] = useUrlState('without')
  const dimensions = useMemo(() => all.filter((d) => !without.split('.').includes(String(d))), [all, without])
  const name = `tda-${job?.job_id ?? 'result'}`
  const title = `${words(job?.algorithm) || 'job'} ${job?.job_id ?? ''}`
  const asJson = () =>
    saveText(
      `${name}.json`,
      JSON.stringify(
        {
          job_id: job?.job_id,
          result_id: facts?.result_id,
          algorithm: job?.algorithm,
          parameters,
          betti_numbers: facts?.betti,
          persistence_pairs: pairs.map((p) => ({ dimension: p.dimension, birth: p.birth, death: json(p.death) })),
        },
        null,
        2,
      ),
    )
  const sorted = () => pairs.toSorted((a, b) => a.dimension - b.dimension || byPersistence(a, b))
  const sheet = () => ({
    name,
    heads: ['dimension', 'birth', 'death', 'persistence'],
    rows: sorted().map((p) => [p.dimension, p.birth, json(p.death), json(persistence(p))]),
  })
  return (
    <Panel
      id="shape"
      title="What was found"
      truth={truth}
      noun="record"
      noteFirst
      note={pairs.length > 0 ? sayPairs(pairs.length, stored, facts) : undefined}
      state={state === 'loading' ? 'loading' : state === 'stale' ? 'stale' : 'live'}
      loading="Asking for the job…"
      {...(pairs.length > 0 && { sheet })}
      {...(pairs.length > 0 && {
        table: () => (
          <ChartTable
            caption="Persistence pairs, longest first"
            heads={['Dimension', 'Born', 'Dies', 'Lives']}
            rows={sorted()
              .slice(0, 500)
              .map((p, i) => ({
                k: i,
                cells: [`H${p.dimension}`, say(p.birth), say(p.death), say(persistence(p))],
              }))}
          />
        ),
      })}
      actions={
        <>
          {results.length > 1 && result && <Which results={results} result={result} onResult={onResult} />}
          {pairs.length > 0 && (
            <Menu
              look="quiet"
              items={[
                { label: 'Pairs as CSV', run: () => download(sheet()) },
                { label: 'Result as JSON', run: asJson },
                {
                  label: 'Drawings as PNG',
                  run: () => box.current && savePicture(`${name}.png`, title, box.current),
                },
              ]}
            >
              Download
            </Menu>
          )}
        </>
      }
    >
      {pairs.length > 0 ? (
        <div ref={box}>
          <ShapeLegend
            pairs={pairs}
            dimensions={all}
            shown={dimensions}
            onToggle={(d) => {
              const off = new Set(without.split('.').filter(Boolean))
              if (!off.delete(String(d))) off.add(String(d))
              setWithout([...off].join('.'))
            }}
          />
          <Shape pairs={pairs} dimensions={dimensions} scale={scale} onScale={onScale} />
        </div>
      ) : (
        <Nothing job={job} result={result} facts={facts} stored={stored} />
      )}
    </Panel>
  )
}

/** Of a big result the message holds only the longest pairs; the file holds all. */
function sayPairs(n: number, stored: Stored, facts: ResultFacts | null): string {
  if (stored.state === 'read') return `${count(n, 'pair')}, from the stored file`
  if (stored.state === 'asking') return `${count(n, 'pair')}; the file with all of them is being read`
  return facts?.path ? `the ${number(n)} in the message; all lie in ${facts.path}` : count(n, 'pair')
}

function Which({
  results,
  result,
  onResult,
}: {
  results: JobResult[]
  result: JobResult
  onResult: (k: string) => void
}) {
  const at = results.indexOf(result)
  const sayOne = ({ t, facts }: JobResult, i: number) =>
    [
      `${number(results.length - i)} of ${number(results.length)}`,
      facts?.window ? `${clock(facts.window.from)} to ${clock(facts.window.to)}` : clock(t),
      facts?.total ? count(facts.total, 'pair') : null,
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <span className="which">
      <Button
        look="quiet"
        icon
        aria-label="The result before"
        disabled={at >= results.length - 1}
        onClick={() => onResult(results[at + 1]?.k ?? '')}
      >
        ←
      </Button>
      <select className="input" aria-label="Result" value={result.k} onChange={(event) => onResult(event.target.value)}>
        {results.map((one, i) => (
          <option key={one.k} value={one.k}>
            {sayOne(one, i)}
          </option>
        ))}
      </select>
      <Button
        look="quiet"
        icon
        aria-label="The next result"
        disabled={at <= 0}
        onClick={() => onResult(results[at - 1]?.k ?? '')}
      >
        →
      </Button>
    </span>
  )
}

/** Why there is nothing to draw: it is under way, it failed, it is being read, or it lies elsewhere. */
function Nothing({ job, result, facts, stored }: Pick<ShapePanelProps, 'job' | 'result' | 'facts' | 'stored'>) {
  if (stored.state === 'asking') return <Waiting text="Reading the stored result…" />
  if (facts?.path)
    return stored.state === 'error' ? (
      <Trouble
        title="The result lies in a file"
        cause={<span className="mono break-all">{facts.path}</span>}
        remedy={`It cannot be shown here: ${stored.error}`}
      />
    ) : (
      <Empty title="The stored result holds no pairs" />
    )
  if (result?.error) return <Trouble title="The result cannot be shown" cause={result.error} />
  if (result && !result.whole && !facts) return <Waiting text="Reading the result…" />
  if (facts?.error || job?.status === 'failed')
    return (
      <Trouble
        title="The job failed"
        cause={facts?.error ?? [words(job?.error_type), job?.error_message].filter(Boolean).join(': ')}
        remedy={remedies[job?.error_type ?? ''] ?? 'Submit it again below, with other values if need be.'}
      />
    )
  if (job?.status === 'cancelled') return <Empty title="The job was cancelled">Nothing was found before that.</Empty>
  if (result) return <Empty title="The result holds no pairs">{facts ? `It says: ${words(facts.type)}` : ''}</Empty>
  return (
    <Empty title={job?.status === 'running' ? 'It is being computed' : 'It waits to be computed'}>
      Diagram, barcode and Betti curves appear here by themselves.
    </Empty>
  )
}

const remedies: Record<string, string> = {
  validation_error: 'Its input was refused: submit it again below with other values.',
  memory_error: 'Submit it again with a longest edge, fewer points or a lower dimension.',
  timeout_error: 'Submit it again with a longer time limit, a longest edge or fewer points.',
  dependency_error: 'The platform lacks something it computes with: see its service panel.',
  resource_error: 'The platform had no room for it: submit it again later.',
}
