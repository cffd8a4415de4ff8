'use client'
import Link from 'next/link'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import type { GroupRow } from '#lib/protocol.ts'

/** One group opened: its lag by partition and who holds what. */
export function GroupDetail({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const parts = group.topics.flatMap(({ topic, partitions }) =>
    partitions.map((part) => ({
      topic,
      ...part,
      owner: group.members.find((m) => m.assigned.some((a) => a.topic === topic && a.partitions.includes(part.id))),
    })),
  )
  return (
    <Panel
      id="group"
      title={<span className="mono">{group.id}</span>}
      note={group.note ?? `${group.members.length} member${group.members.length === 1 ? '' : 's'}`}
      actions={
        <Button look="quiet" onClick={onClose}>
          Close
        </Button>
      }
    >
      {parts.length === 0 ? (
        <Empty title="No committed offsets">The group has not committed anything that Kafka still knows.</Empty>
      ) : (
        <Table
          caption={`Partitions of ${group.id}`}
          rows={parts}
          rowKey={(part) => `${part.topic}/${part.id}`}
          maxHeight={320}
          columns={[
            {
              id: 'topic',
              title: 'Topic',
              cell: (part) => (
                <Link className="mono no-underline hover:underline" href={`/topics/${encodeURIComponent(part.topic)}`}>
                  {part.topic} {part.id}
                </Link>
              ),
            },
            {
              id: 'lag',
              title: 'Lag',
              num: true,
              cell: (part) => <span className={part.lag > 0 ? 'toned tone-warn' : ''}>{number(part.lag)}</span>,
            },
            {
              id: 'committed',
              title: 'Committed',
              num: true,
              priority: 2,
              cell: (part) => <span className="mono">{part.committed ?? '–'}</span>,
            },
            {
              id: 'high',
              title: 'Next offset',
              num: true,
              priority: 2,
              cell: (part) => <span className="mono">{part.high}</span>,
            },
            {
              id: 'owner',
              title: 'Read by',
              priority: 3,
              cell: (part) =>
                part.owner ? `${part.owner.client} ${part.owner.host}` : <span className="text-faint">nobody</span>,
            },
          ]}
        />
      )}
    </Panel>
  )
}
