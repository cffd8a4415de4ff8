'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { bytes, count, duration, number, rate } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import type { GroupRow, TopicData, ViewSpec } from '#lib/protocol.ts'
import { sayClears } from './clears.ts'

const span = (low: string, high: string): number => {
  try {
    return Number(BigInt(high) - BigInt(low))
  } catch {
    return 0
  }
}

export function TopicPartitions({ topic }: { topic: TopicData }) {
  const declared = topic.declaredPartitions
  const differs = declared !== null && declared !== topic.partitions
  return (
    <Panel
      id="partitions"
      title="Partitions"
      note={
        declared === null ? 'no contract' : differs ? `the contract declares ${declared}` : 'as the contract declares'
      }
    >
      <Table
        caption="Partitions"
        rows={topic.parts}
        rowKey={(part) => String(part.id)}
        columns={[
          { id: 'id', title: 'Partition', cell: (part) => `Partition ${part.id}` },
          {
            id: 'state',
            title: 'State',
            cell: (part) =>
              part.leader < 0 ? (
                <StatusChip tone="bad">no leader</StatusChip>
              ) : part.isr.length < part.replicas.length ? (
                <StatusChip tone="warn">{`${part.isr.length} of ${part.replicas.length} in sync`}</StatusChip>
              ) : (
                <StatusChip tone="good">in sync</StatusChip>
              ),
          },
          {
            id: 'leader',
            title: 'Leader',
            num: true,
            priority: 2,
            cell: (part) => (part.leader < 0 ? '–' : `broker ${part.leader}`),
          },
          { id: 'replicas', title: 'Replicas', priority: 3, cell: (part) => part.replicas.join(', ') },
          {
            id: 'low',
            title: 'First offset',
            num: true,
            priority: 2,
            cell: (part) => <span className="mono">{part.low}</span>,
          },
          { id: 'high', title: 'Next offset', num: true, cell: (part) => <span className="mono">{part.high}</span> },
          { id: 'records', title: 'Records', num: true, cell: (part) => number(span(part.low, part.high)) },
        ]}
      />
    </Panel>
  )
}

/** 2592000000 ms is 30 days: what a bare number means. */
function inWords(name: string, value: string): string {
  const n = Number(value)
  if (!Number.isFinite(n) || n < 1000) return ''
  if (name.endsWith('.ms')) return duration(n)
  return name.endsWith('.bytes') ? bytes(n) : ''
}

export function TopicSettings({ topic }: { topic: TopicData }) {
  const rows = useMemo(
    () =>
      [...topic.settings].sort(
        (a, b) =>
          Number(b.drift) - Number(a.drift) ||
          Number(b.declared !== null) - Number(a.declared !== null) ||
          (a.name < b.name ? -1 : 1),
      ),
    [topic],
  )
  const drifted = rows.filter((row) => row.drift).length
  return (
    <Panel
      id="settings"
      title="Settings"
      note={
        drifted ? (
          <span className="warn">{count(drifted, 'setting')} differ from the contract</span>
        ) : (
          'none differs from the contract'
        )
      }
    >
      {rows.length === 0 ? (
        <Empty title="No settings to show">
          Kafka did not give them; the console may lack the right to describe topics.
        </Empty>
      ) : (
        <Table
          caption="Settings of the topic beside those declared"
          rows={rows}
          rowKey={(row) => row.name}
          columns={[
            { id: 'name', title: 'Setting', cell: (row) => <span className="mono">{row.name}</span> },
            {
              id: 'value',
              title: 'In Kafka',
              cell: (row) => (
                <>
                  <span className={`mono ${row.drift ? 'toned tone-warn' : ''}`}>{row.value || '(empty)'}</span>{' '}
                  <span className="text-faint">{inWords(row.name, row.value)}</span>
                </>
              ),
            },
            {
              id: 'declared',
              title: 'Declared',
              cell: (row) =>
                row.declared === null ? (
                  <span className="text-faint">–</span>
                ) : (
                  <span className="mono">{row.declared}</span>
                ),
            },
            {
              id: 'drift',
              title: 'Drift',
              bare: true,
              cell: (row) =>
                row.drift ? (
                  <StatusChip tone="warn">differs</StatusChip>
                ) : row.declared === null ? (
                  <span className="text-faint">not declared</span>
                ) : (
                  <StatusChip tone="good">same</StatusChip>
                ),
            },
            {
              id: 'source',
              title: 'Source',
              priority: 3,
              cell: (row) => <span className="text-faint">{row.source}</span>,
            },
          ]}
        />
      )}
    </Panel>
  )
}

const groupsSpec: ViewSpec = { kind: 'groups' }

export function TopicGroups({ topic }: { topic: TopicData }) {
  const { rows } = useView<GroupRow>(groupsSpec)
  const groups = useMemo(() => new Map(rows.map((row) => [row.v.id, row.v])), [rows])
  return (
    <Panel id="groups" title="Groups that read it">
      {topic.groups.length === 0 ? (
        <Empty title="Nobody reads this topic">
          A consumer group appears here once it commits an offset or joins. This console reads without a group.
        </Empty>
      ) : (
        <Table
          caption="Consumer groups"
          rows={topic.groups}
          rowKey={(row) => row.id}
          columns={[
            {
              id: 'id',
              title: 'Group',
              cell: (row) => (
                <Link className="mono no-underline hover:underline" href={`/groups?q=${encodeURIComponent(row.id)}`}>
                  {row.id}
                </Link>
              ),
            },
            {
              id: 'members',
              title: 'Members',
              num: true,
              cell: (row) => {
                const n = groups.get(row.id)?.members.length
                return n === undefined ? '–' : n === 0 ? <StatusChip tone="warn">nobody</StatusChip> : number(n)
              },
            },
            {
              id: 'lag',
              title: 'Lag',
              num: true,
              cell: (row) => <span className={row.lag > 0 ? 'toned tone-warn' : ''}>{number(row.lag)}</span>,
            },
            {
              id: 'rate',
              title: 'Commits',
              num: true,
              priority: 2,
              cell: (row) => rate(groups.get(row.id)?.rate ?? 0),
            },
            {
              id: 'clears',
              title: 'Time to clear',
              num: true,
              cell: (row) => sayClears(row.lag, groups.get(row.id)?.clearsIn ?? null),
            },
          ]}
        />
      )}
    </Panel>
  )
}
