'use client'
import Link from 'next/link'
import type { GroupRow, PulseData, Row } from '#lib/protocol.ts'
import { useView } from '../feed/use-view.ts'
import { neverRead } from '../panels/panel-state.ts'
import { kafkaTone, sayKafka } from '../shell/kafka-pill.tsx'
import { StatusChip } from '../ui/chip.tsx'
import { compact, duration } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Panel, type PanelState } from '../ui/panel.tsx'
import { Since } from '../ui/time.tsx'

/** Kafka and the groups that read it, most behind first. */
export function KafkaPanel({ pulse, state }: { pulse: PulseData | null; state: PanelState }) {
  const view = useView({ kind: 'groups' })
  const { rows, state: groupsState } = view
  const unread = neverRead(view) && pulse?.kafka.state !== 'up'
  const groups = (rows as Row<GroupRow>[]).map((row) => row.v).sort((a, b) => b.lag - a.lag)
  const kafka = pulse?.kafka
  return (
    <Panel
      id="kafka"
      title="Kafka"
      note={
        kafka && (
          <>
            {sayKafka(kafka)} for <Since t={kafka.since} />
          </>
        )
      }
      state={state}
      loading="Waiting for Kafka's state…"
    >
      {kafka && (
        <dl className={`grid border-b border-line ${pulse?.schemas ? 'grid-cols-4' : 'grid-cols-3'}`}>
          <Fact
            title="Answer time"
            value={kafka.latencyMs === null ? '–' : duration(kafka.latencyMs)}
            tone={kafkaTone[kafka.state]}
          />
          <Fact title="Brokers" value={unread ? '–' : kafka.brokers} />
          <Fact
            title="Topics"
            value={
              <Link prefetch={false} href="/topics" className="no-underline hover:underline underline-offset-3">
                {unread ? '–' : pulse?.topics}
              </Link>
            }
          />
          {pulse?.schemas && (
            <Fact
              title="Schemas"
              tone={pulse.schemas.state === 'down' ? 'bad' : pulse.schemas.wrong > 0 ? 'warn' : undefined}
              value={
                <Link prefetch={false} href="/schemas" className="no-underline hover:underline underline-offset-3">
                  {pulse.schemas.state === 'up' ? pulse.schemas.subjects : '–'}
                </Link>
              }
            />
          )}
        </dl>
      )}
      {groups.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">
          {groupsState === 'loading' || unread
            ? 'Waiting for the consumer groups…'
            : 'No consumer group reads a topic of the systems.'}
        </p>
      ) : (
        <ul>
          {groups.slice(0, 6).map((group) => (
            <li key={group.id} className="flex items-center gap-3 border-b border-line px-3.5 py-1.5 last:border-0">
              <Link
                prefetch={false}
                href={`/groups#${encodeURIComponent(group.id)}`}
                className="min-w-0 flex-1 truncate no-underline hover:underline underline-offset-3"
              >
                <Id id={group.id} most={30} plain />
              </Link>
              {group.members.length === 0 && (
                <StatusChip tone={group.lag > 0 ? 'warn' : 'muted'}>nobody reads</StatusChip>
              )}
              <span className={group.lag > 0 ? '' : 'text-faint'}>
                {group.lag > 0 ? `${compact(group.lag)} behind` : 'up to date'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

const Fact = ({ title, value, tone }: { title: string; value: React.ReactNode; tone?: string }) => (
  <div className="border-l border-line px-3.5 py-2 first:border-0">
    <dt className="text-small text-muted">{title}</dt>
    <dd className={`text-large font-semibold tracking-tight${tone && tone !== 'good' ? ` toned tone-${tone}` : ''}`}>
      {value}
    </dd>
  </div>
)
