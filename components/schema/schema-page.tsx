'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { SchemaDetail, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { PageHead } from '#components/shell/page-head.tsx'
import { topicHref } from '#components/shell/places.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { number } from '#components/ui/format.ts'
import { Kpi, Kpis } from '#components/ui/kpi.tsx'
import { Tabs, tabPanelId } from '#components/ui/tabs.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { CheckForm } from './check-form.tsx'
import { RegisterContract } from './register.tsx'
import { RegistryNotice } from './registry-line.tsx'
import { SchemaDiff } from './schema-diff.tsx'
import { SchemaFields, SchemaSource } from './schema-fields.tsx'
import { VersionPick } from './version-pick.tsx'
import { sayLevel, sayReason, sayType, verdicts } from './words.ts'
import './schema.css'

const tabs = ['fields', 'source', 'differences', 'check'] as const
type Tab = (typeof tabs)[number]

/** One subject: how it stands to the contract, its fields, its versions, and whether another schema could follow. */
export function SchemaPage({ subject }: { subject: string }) {
  const spec = useMemo<ViewSpec>(() => ({ kind: 'schema', subject }), [subject])
  const view = useView<never, SchemaDetail>(spec, { everyMs: 500 })
  const [tab, setTab] = useUrlState('tab', 'fields', true)
  const detail = view.data
  const shown: Tab = tabs.find((t) => t === tab) ?? 'fields'
  const row = detail?.row
  return (
    <div className="page">
      <PageHead
        title={<span className="topic-name">{subject}</span>}
        line={
          <span className="system-line">
            {row && <StatusChip tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].say}</StatusChip>}
            {row?.system && (
              <span>
                {row.title} of{' '}
                <Link className="link" href={`/systems/${row.system}`}>
                  {systemOf(row.system)?.title ?? row.system}
                </Link>
              </span>
            )}
            {row?.topics.map((topic) => (
              <span key={topic}>
                on{' '}
                <Link className="link mono" href={topicHref(topic)}>
                  {topic}
                </Link>
              </span>
            ))}
          </span>
        }
      />
      <RegistryNotice registry={detail?.registry} at={detail?.at ?? 0} />
      {detail && <VerdictNotice detail={detail} />}
      {view.error && !detail && (
        <section className="panel">
          <Trouble
            title="This subject cannot be shown now"
            cause={view.error}
            remedy="Check the name, or go back to all schemas. It is asked for again by itself."
          />
        </section>
      )}
      {!detail && !view.error && (
        <section className="panel">
          <Waiting text="Asking the console about this subject…" />
        </section>
      )}
      {row && (
        <Kpis label="Subject">
          <Kpi
            title="Version"
            value={row.version === null ? '–' : number(row.version)}
            note={row.id === null ? undefined : `id ${row.id}`}
          />
          <Kpi title="Versions" value={number(detail.versions.length)} />
          <Kpi title="Type" value={sayType(row.type)} />
          <Kpi
            title="Compatibility"
            value={sayLevel(row.level)}
            note={
              detail.contract && row.level && row.level !== detail.contract.level
                ? `declared ${sayLevel(detail.contract.level)}`
                : undefined
            }
          />
        </Kpis>
      )}
      {detail && (
        <>
          <Tabs
            label="Schema"
            value={shown}
            onChange={setTab}
            tabs={[
              { id: 'fields', title: 'Fields' },
              { id: 'source', title: 'Source' },
              {
                id: 'differences',
                title: 'Differences',
                count: detail.versions.length > 1 ? detail.versions.length : undefined,
              },
              { id: 'check', title: 'Check and level' },
            ]}
          />
          <div role="tabpanel" id={tabPanelId(shown)} aria-labelledby={`tab-${shown}`} className="stack">
            <Body tab={shown} detail={detail} />
          </div>
        </>
      )}
    </div>
  )
}

function Body({ tab, detail }: { tab: Tab; detail: SchemaDetail }) {
  if (detail.schema === null && (tab === 'differences' || tab === 'check' || !detail.contract))
    return (
      <section className="panel">
        <Empty title="Nothing is registered under this name">
          {detail.contract
            ? 'Register the contract’s schema with the button above.'
            : 'It appears when somebody registers one.'}
        </Empty>
      </section>
    )
  if (tab === 'differences') return <SchemaDiff detail={detail} />
  if (tab === 'check') return <CheckForm detail={detail} />
  return (
    <VersionPick detail={detail}>
      {(side) =>
        tab === 'source' ? (
          <SchemaSource schema={side.schema} of={side.of} />
        ) : (
          <SchemaFields type={side.type} schema={side.schema} of={side.of} />
        )
      }
    </VersionPick>
  )
}

/** What is wrong, why, and the button that mends it. */
function VerdictNotice({ detail }: { detail: SchemaDetail }) {
  const { row, registry, contract } = detail
  const { explain } = verdicts[row.verdict]
  const wrong = row.verdict === 'missing' || row.verdict === 'drifted' || row.verdict === 'incompatible'
  if (!wrong && !row.unchecked) return null
  return (
    <div className={`notice ${row.verdict === 'incompatible' ? 'tone-bad' : 'tone-warn'}`}>
      <span className="notice-text">
        {wrong && <strong>{explain}</strong>}{' '}
        <span>
          {row.reasons
            .map((reason) => `${sayReason(reason)}.`)
            .join(' ')
            .replace(/^./, (c) => c.toUpperCase())}
        </span>
        {row.unchecked && <span> Messages are not checked against it before they leave: {row.unchecked}.</span>}
      </span>
      {contract &&
        registry.state === 'up' &&
        row.behind === undefined &&
        (row.verdict === 'missing' || row.verdict === 'drifted') && <RegisterContract subject={row.subject} />}
    </div>
  )
}
