'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { TopicData, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { PageHead } from '#components/shell/page-head.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { number, rate } from '#components/ui/format.ts'
import { Kpi, Kpis } from '#components/ui/kpi.tsx'
import { Tabs, tabPanelId } from '#components/ui/tabs.tsx'
import { Age } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import { Reader } from './reader.tsx'
import { SchemaLinks } from './schema-links.tsx'
import { Tail } from './tail.tsx'
import { lagOf, trouble } from './topic-sort.ts'
import { TopicGroups, TopicPartitions, TopicSettings } from './topic-tabs.tsx'

type Tab = 'tail' | 'read' | 'partitions' | 'settings' | 'groups'

/** One topic: its live records, partitions, settings beside the contract's, and who reads it. */
export function TopicPage({ name }: { name: string }) {
  const spec = useMemo<ViewSpec>(() => ({ kind: 'topic', topic: name }), [name])
  const view = useView<never, TopicData>(spec, { everyMs: 500 })
  const [tab, setTab] = useUrlState('tab', 'tail', true)
  const topic = view.data
  const wrong = topic && trouble(topic)
  const drifted = topic?.settings.filter((setting) => setting.drift).length ?? 0
  const shown = (['tail', 'read', 'partitions', 'settings', 'groups'] as Tab[]).find((t) => t === tab) ?? 'tail'
  return (
    <div className="page">
      <PageHead
        title={<span className="topic-name">{name}</span>}
        line={
          <span className="system-line">
            {wrong && <StatusChip tone={wrong.tone}>{wrong.say}</StatusChip>}
            {topic?.contract ? (
              <span>
                {topic.contract.title} of{' '}
                <Link className="link" href={`/systems/${topic.contract.system}`}>
                  {systemOf(topic.contract.system)?.title ?? topic.contract.system}
                </Link>
                , {topic.contract.role}
                <SchemaLinks system={topic.contract.system} topic={topic.contract.topic} />
              </span>
            ) : (
              topic && <span>no contract: records are shown as they are</span>
            )}
          </span>
        }
      />
      {view.error && !topic && (
        <section className="panel">
          <Trouble
            title="This topic cannot be shown now"
            cause={view.error}
            remedy="Check the name, or go back to all topics. It is asked for again by itself."
          />
        </section>
      )}
      {topic && (
        <Kpis label="Topic">
          <Kpi title="Rate" value={rate(topic.rate)} />
          <Kpi title="Records" value={number(topic.records)} />
          <Kpi title="Newest" value={<Age t={topic.newest} />} />
          <Kpi
            title="Lag of its groups"
            value={topic.groups.length ? number(lagOf(topic)) : '–'}
            note={
              topic.groups.length
                ? `${topic.groups.length} group${topic.groups.length === 1 ? '' : 's'}`
                : 'nobody reads it'
            }
            tone={lagOf(topic) > 0 ? 'warn' : undefined}
          />
          <Kpi
            title="Bad records"
            value={number(topic.bad)}
            tone={topic.bad > 0 ? 'bad' : undefined}
            href={topic.bad > 0 ? `/bad?topic=${encodeURIComponent(topic.contract?.topic ?? name)}` : undefined}
          />
        </Kpis>
      )}
      <Tabs
        label="Topic"
        value={shown}
        onChange={setTab}
        tabs={[
          { id: 'tail', title: 'Live tail' },
          { id: 'read', title: 'Read' },
          { id: 'partitions', title: 'Partitions', count: topic?.partitions },
          { id: 'settings', title: 'Settings', count: drifted ? `${drifted} differ` : undefined },
          { id: 'groups', title: 'Groups', count: topic?.groups.length },
        ]}
      />
      <div role="tabpanel" id={tabPanelId(shown)} aria-labelledby={`tab-${shown}`} className="stack">
        {shown === 'tail' && (
          <Tail
            id="tail"
            title="Live tail"
            topic={topic?.contract?.topic ?? name}
            limit={200}
            partitions={topic?.partitions}
            keys
          />
        )}
        {shown !== 'tail' && !topic && !view.error && (
          <section className="panel">
            <Waiting text="Asking Kafka about this topic…" />
          </section>
        )}
        {topic?.missing && shown !== 'tail' && (
          <section className="panel">
            <Empty title="The cluster does not have this topic">
              The contract declares it; create it on the topics page.
            </Empty>
          </section>
        )}
        {topic && !topic.missing && shown === 'read' && (
          <Reader topic={topic.contract?.topic ?? name} partitions={topic.partitions} />
        )}
        {topic && !topic.missing && shown === 'partitions' && <TopicPartitions topic={topic} />}
        {topic && !topic.missing && shown === 'settings' && <TopicSettings topic={topic} />}
        {topic && !topic.missing && shown === 'groups' && <TopicGroups topic={topic} />}
      </div>
    </div>
  )
}
