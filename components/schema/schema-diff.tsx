'use client'
import { useMemo } from 'react'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { count } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { Tone } from '#lib/contract.ts'
import type { SchemaDetail } from '#lib/protocol.ts'
import { type SchemaDiff as Diff, diffSchemas, type FieldChange } from '#lib/schema/diff.ts'
import { useVersion } from './use-version.ts'

const tones: Record<FieldChange['kind'], Tone> = { added: 'good', removed: 'bad', changed: 'warn' }
const marks: Record<FieldChange['kind'], string> = { added: '+', removed: '−', changed: '◆' }
const contract = 'contract'

/** What changed from one version to another, or to the contract's schema. */
export function SchemaDiff({ detail }: { detail: SchemaDetail }) {
  const { row, versions } = detail
  const latest = row.version
  const before = versions.filter((v) => v !== latest).at(-1) ?? latest
  const usual = row.verdict === 'drifted' || row.verdict === 'incompatible' ? contract : String(latest ?? '')
  const [from, setFrom] = useUrlState('from', String((usual === contract ? latest : before) ?? ''))
  const [to, setTo] = useUrlState('to', usual)
  const [a, b] = [useSide(detail, from), useSide(detail, to)]
  const diff = useMemo(() => (a.side && b.side ? diffSchemas(a.side, b.side) : undefined), [a.side, b.side])
  const choices = [...versions.toReversed().map(String), ...(detail.contract ? [contract] : [])]
  const select = (label: string, value: string, set: (value: string) => void) => (
    <select className="input" aria-label={label} value={value} onChange={(event) => set(event.target.value)}>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice === contract ? 'the contract’s' : `version ${choice}`}
        </option>
      ))}
    </select>
  )
  const problem = a.problem ?? b.problem
  return (
    <Panel id="differences" title="Differences" note={diff && sayDiff(diff)}>
      <div className="list-tools diff-tools">
        <span>From</span>
        {select('From', from, setFrom)}
        <span>to</span>
        {select('To', to, setTo)}
      </div>
      {problem ? (
        <Trouble
          title="This version cannot be shown now"
          cause={problem}
          remedy="Choose another, or try again later."
        />
      ) : !diff ? (
        <Waiting text="Asking the registry for both versions…" />
      ) : diff.kind === 'fields' && diff.changes.length ? (
        <Changes changes={diff.changes} />
      ) : (
        <Empty title={diff.kind === 'same' || diff.kind === 'fields' ? 'No field differs' : 'The texts differ'}>
          {diff.kind === 'same'
            ? 'Both say the same.'
            : diff.kind === 'fields'
              ? 'They differ in titles or other parts that are no field.'
              : 'This language is not compared field by field; see Source.'}
        </Empty>
      )}
    </Panel>
  )
}

function useSide(detail: SchemaDetail, name: string) {
  const own = name === contract || name === '' || Number(name) === detail.row.version
  const { version, problem } = useVersion(detail.row.subject, own ? null : Number(name) || 1)
  return useMemo(() => {
    if (name === contract) return detail.contract ? { side: { type: 'JSON', schema: detail.contract.schema } } : {}
    if (own) return detail.schema ? { side: { type: detail.row.type ?? 'JSON', schema: detail.schema } } : {}
    return { problem, ...(version && { side: { type: version.type, schema: version.schema } }) }
  }, [detail, name, own, version, problem]) as { side?: { type: string; schema: string }; problem?: string }
}

const Changes = ({ changes }: { changes: FieldChange[] }) => (
  <Table
    caption="Fields that differ"
    rows={changes}
    rowKey={(change) => `${change.kind} ${change.path}`}
    columns={[
      {
        id: 'kind',
        title: 'Change',
        bare: true,
        cell: ({ kind }) => (
          <StatusChip tone={tones[kind]} mark={marks[kind]}>
            {kind}
          </StatusChip>
        ),
      },
      { id: 'path', title: 'Field', cell: ({ path }) => <span className="mono schema-field">{path}</span> },
      { id: 'say', title: 'What', wrap: true, cell: ({ say }) => say.join('; ') },
    ]}
  />
)

function sayDiff(diff: Diff): string {
  if (diff.kind !== 'fields') return diff.kind === 'same' ? 'the same' : 'not compared field by field'
  const of = (kind: FieldChange['kind']) => diff.changes.filter((change) => change.kind === kind).length
  return `${count(diff.changes.length, 'field')} differ: ${of('added')} added, ${of('removed')} removed, ${of('changed')} changed`
}
