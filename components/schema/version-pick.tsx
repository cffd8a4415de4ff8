'use client'
import type { ReactNode } from 'react'
import { Trouble, Waiting } from '#components/ui/empty.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { SchemaDetail } from '#lib/protocol.ts'
import { useVersion } from './use-version.ts'

interface Side {
  type: string
  schema: string
  /** "version 2". */
  of: string
}

/** Which version is shown: the newest unless another is chosen; the contract's while none is registered. */
export function VersionPick({ detail, children }: { detail: SchemaDetail; children: (side: Side) => ReactNode }) {
  const { row, versions } = detail
  const newest = String(row.version ?? '')
  const [chosen, setChosen] = useUrlState('v', newest)
  const older = chosen !== newest && versions.includes(Number(chosen)) ? Number(chosen) : null
  const { version, problem } = useVersion(row.subject, older)
  const side: Side | undefined =
    older !== null
      ? version && { type: version.type, schema: version.schema, of: `version ${older}` }
      : detail.schema !== null
        ? { type: row.type ?? 'JSON', schema: detail.schema, of: `version ${newest}, the newest` }
        : { type: 'JSON', schema: detail.contract?.schema ?? '', of: 'the contract, not registered yet' }
  return (
    <>
      {versions.length > 1 && (
        <div className="version-pick">
          <label htmlFor="schema-version">Version</label>
          <select
            id="schema-version"
            className="input"
            value={older ?? newest}
            onChange={(event) => setChosen(event.target.value)}
          >
            {versions.toReversed().map((v) => (
              <option key={v} value={v}>
                {v === row.version ? `${v}, the newest` : v}
              </option>
            ))}
          </select>
        </div>
      )}
      {problem ? (
        <section className="panel">
          <Trouble
            title="This version cannot be shown now"
            cause={problem}
            remedy="Choose another, or try again later."
          />
        </section>
      ) : side ? (
        children(side)
      ) : (
        <section className="panel">
          <Waiting text={`Asking the registry for version ${older}…`} />
        </section>
      )}
    </>
  )
}
