'use client'
import { useState } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table, type TableColumn } from '#components/ui/table.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import { allows, type PipelineData, type ProcessRow, sayState, stateTone } from '#lib/crypto/pipeline.ts'
import type { ViewSpec } from '#lib/protocol.ts'
import { command, nameOf, startAgain } from './pipeline-acts.ts'
import { StartDialog } from './start-dialog.tsx'
import './pipeline.css'

const spec: ViewSpec = { kind: 'pipeline' }

/** The producer and the consumers with what they do now, and what can be done about it. */
export function PipelinePanel({ id, title }: { id: string; title: string; system: System }) {
  const view = useView<ProcessRow, PipelineData | null>(spec)
  const [leaving, setLeaving] = useState<ProcessRow | null>(null)
  const [starting, setStarting] = useState(false)
  const rows = view.rows.map((row) => row.v)
  const data = view.data ?? undefined
  const locked = data?.locked ?? null
  const state = data ? panelState(view, rows.length === 0) : view.error ? 'error' : 'loading'
  return (
    <Panel
      id={id}
      title={title}
      state={state}
      error={view.error}
      loading="Looking into the folder of state files…"
      note={data && <span title={data.folder}>{countStates(rows)}</span>}
      actions={
        <Button
          disabled={!data || data.unstartable !== null}
          title={data?.unstartable ?? undefined}
          onClick={() => setStarting(true)}
        >
          Start a consumer
        </Button>
      }
      empty={
        <Empty title={locked ? 'The pipeline cannot be seen from here' : 'No process has a state file yet'}>
          {locked ??
            `The producer and every consumer keep one in ${data?.folder}. Start a consumer above, or with npm run worker crypto.`}
        </Empty>
      }
      sheet={() => ({
        name: 'crypto-pipeline',
        heads: ['id', 'kind', 'symbol', 'model', 'version', 'state', 'error', 'lag', 'changed (UTC)'],
        rows: rows.map((r) => [
          r.id,
          r.kind,
          r.crypto,
          r.model,
          r.version,
          r.state,
          r.error,
          r.lag,
          new Date(r.at).toISOString(),
        ]),
      })}
    >
      {locked && rows.length > 0 && (
        <p className="notice tone-warn pipeline-note">
          <span className="notice-text">
            <b>Only to be looked at.</b> <span>{locked}</span>
          </span>
        </p>
      )}
      <Table
        caption={title}
        columns={columnsOf({ locked, unstartable: data?.unstartable ?? null }, setLeaving)}
        rows={rows}
        rowKey={(row) => row.id}
      />
      <Dialog open={leaving !== null} onClose={() => setLeaving(null)} title="Delete consumer">
        {leaving && (
          <div className="grid gap-4">
            <p className="text-muted">
              <b className="font-medium text-text">{nameOf(leaving)}</b> ends and does not come back by itself. Its
              predictions stay in the database; started again, it fills in what it missed.
            </p>
            <div className="flex justify-end gap-2">
              <Button onClick={() => setLeaving(null)}>Keep it</Button>
              <Button
                look="danger"
                onClick={() => {
                  void command(leaving, 'delete')
                  setLeaving(null)
                }}
              >
                Delete {leaving.model} {leaving.version}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
      <StartDialog open={starting} onClose={() => setStarting(false)} symbols={data?.symbols ?? []} />
    </Panel>
  )
}

/** "4 running, 1 paused" */
function countStates(rows: readonly ProcessRow[]): string {
  const counts = new Map<string, number>()
  for (const { state } of rows) counts.set(sayState(state), (counts.get(sayState(state)) ?? 0) + 1)
  return [...counts].map(([state, n]) => `${n} ${state}`).join(', ')
}

type Why = Pick<PipelineData, 'locked' | 'unstartable'>

const columnsOf = (why: Why, onDelete: (row: ProcessRow) => void): TableColumn<ProcessRow>[] => [
  {
    id: 'process',
    title: 'Process',
    cell: (row) => (
      <span className="process">
        <b>{nameOf(row)}</b>
        {row.error && <span className="process-error">{row.error}</span>}
      </span>
    ),
  },
  {
    id: 'state',
    title: 'State',
    bare: true,
    cell: (row) => <StatusChip tone={stateTone[row.state]}>{sayState(row.state)}</StatusChip>,
  },
  {
    id: 'lag',
    title: 'Batches waiting',
    num: true,
    priority: 2,
    cell: (row) => (row.lag === null ? <span className="text-faint">–</span> : number(row.lag)),
  },
  { id: 'since', title: 'Since', num: true, priority: 2, cell: (row) => <Age t={row.at} /> },
  {
    id: 'act',
    title: 'Actions',
    num: true,
    bare: true,
    cell: (row) => <Actions row={row} why={why} onDelete={() => onDelete(row)} />,
  },
]

function Actions({ row, why: { locked, unstartable }, onDelete }: { row: ProcessRow; why: Why; onDelete: () => void }) {
  // Its process is gone: no command reaches it, only a new job.
  if (row.state === 'deleted' && row.kind === 'consumer')
    return (
      <span className="process-actions">
        <Button
          disabled={unstartable !== null}
          title={unstartable ?? undefined}
          aria-label={`Start ${nameOf(row)} again`}
          onClick={() => void startAgain(row)}
        >
          Start again
        </Button>
      </span>
    )
  const verb = allows(row, 'resume') && !allows(row, 'pause') ? 'resume' : 'pause'
  const off = locked !== null
  return (
    <span className="process-actions">
      <Button
        disabled={off || !allows(row, verb)}
        title={locked ?? undefined}
        aria-label={`${verb === 'pause' ? 'Pause' : 'Resume'} ${nameOf(row)}`}
        onClick={() => void command(row, verb)}
      >
        {verb === 'pause' ? 'Pause' : 'Resume'}
      </Button>
      {row.kind === 'consumer' && (
        <Button
          look="quiet"
          disabled={off || !allows(row, 'delete')}
          title={locked ?? undefined}
          aria-label={`Delete ${nameOf(row)}`}
          onClick={onDelete}
        >
          Delete
        </Button>
      )}
    </span>
  )
}
