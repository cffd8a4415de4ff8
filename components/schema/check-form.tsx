'use client'
import { type FormEvent, useState } from 'react'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Field } from '#components/ui/field.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { SchemaDetail } from '#lib/protocol.ts'
import { LevelForm } from './level-select.tsx'
import { sayLevel, sayReason } from './words.ts'

interface Verdict {
  compatible: boolean
  reasons: string[]
}
const types = ['JSON', 'AVRO', 'PROTOBUF']

/** Would this schema be taken as the next version? Asked of the registry; nothing is registered. */
export function CheckForm({ detail }: { detail: SchemaDetail }) {
  const { row, contract } = detail
  const [schema, setSchema] = useState('')
  const [type, setType] = useState(row.type ?? 'JSON')
  const [verdict, setVerdict] = useState<Verdict | { problem: string }>()
  const [busy, setBusy] = useState(false)
  const fill = (text: string) => {
    setSchema(pretty(text))
    setVerdict(undefined)
  }
  const check = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const answer = await post<Verdict>(`/api/schemas/${encodeURIComponent(row.subject)}/check`, { schema, type })
    setBusy(false)
    setVerdict(answer.ok ? answer.value : { problem: sayProblem(answer.problem) })
  }
  return (
    <>
      <Panel id="level" title="Compatibility" note={`now ${sayLevel(row.level)}`}>
        <LevelForm subject={row.subject} level={row.level} />
      </Panel>
      <Panel
        id="check"
        title="Check a schema"
        note={`against version ${row.version ?? '–'}, level ${sayLevel(row.level)}; nothing is registered`}
      >
        <form className="check-form" onSubmit={check}>
          <div className="presets">
            <span>Fill in:</span>
            {detail.schema && <Button onClick={() => fill(detail.schema ?? '')}>Newest version</Button>}
            {contract && <Button onClick={() => fill(contract.schema)}>The contract’s</Button>}
          </div>
          <Field label="Type">
            <select value={type} onChange={(event) => setType(event.target.value)}>
              {types.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </Field>
          <Field label="Schema" className="field-long">
            <textarea
              className="mono"
              rows={12}
              value={schema}
              spellCheck={false}
              placeholder='{"type": "object", "properties": {…}}'
              onChange={(event) => {
                setSchema(event.target.value)
                setVerdict(undefined)
              }}
            />
          </Field>
          <Button type="submit" look="primary" disabled={!schema.trim()} busy={busy ? 'Checking…' : undefined}>
            Check compatibility
          </Button>
          <div role="status">{verdict && <Said verdict={verdict} />}</div>
        </form>
      </Panel>
    </>
  )
}

function Said({ verdict }: { verdict: Verdict | { problem: string } }) {
  if ('problem' in verdict)
    return (
      <p className="notice tone-bad">
        <span className="notice-text">{verdict.problem}</span>
      </p>
    )
  return (
    <div className="check-said">
      <StatusChip tone={verdict.compatible ? 'good' : 'bad'}>
        {verdict.compatible ? 'compatible: it could be the next version' : 'not compatible'}
      </StatusChip>
      {verdict.reasons.length > 0 && (
        <ul>
          {verdict.reasons.map((reason) => (
            <li key={reason} className="break-words" title={reason}>
              {sayReason(reason)}
            </li>
          ))}
        </ul>
      )}
      {!verdict.compatible && verdict.reasons.length === 0 && <p>The registry does not say why.</p>}
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
