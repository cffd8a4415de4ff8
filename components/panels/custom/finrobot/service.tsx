'use client'
import Link from 'next/link'
import { panelState } from '#components/panels/panel-state.ts'
import { sayClears } from '#components/topic/clears.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { count, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import type { ExchangeData, GroupRow } from '#lib/protocol.ts'
import { useAnswering, useExchanges } from './use-exchanges.ts'
import { modelName } from './words.ts'
import './detail.css'
import './finrobot.css'

/** Who answers: the model as its replies name it, and the consumer group with lag and members. */
export function ServicePanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { view } = useExchanges(system.id)
  const { view: groups, found } = useAnswering(view.data?.groups)
  const requests = system.exchange?.requests
  return (
    <Panel id={id} title={title} state={panelState(view)} error={view.error}>
      <div className="ex-service">
        <section aria-label="Model in use">
          <h3>Model in use</h3>
          {view.data && <Models models={view.data.models} />}
        </section>
        {found.map(({ id: group, row }) => (
          <section key={group} aria-label={`Group ${group}`}>
            <h3>
              Consumer group{' '}
              <Link prefetch={false} className="mono" href={`/groups?group=${encodeURIComponent(group)}`}>
                {group}
              </Link>
            </h3>
            {row ? (
              <Group row={row} topic={requests} />
            ) : (
              <p className="text-muted">
                {groups.state === 'loading'
                  ? 'Asking Kafka for its groups…'
                  : 'Kafka knows no such group: the service never ran. Start it: npm run worker finrobot.'}
              </p>
            )}
          </section>
        ))}
      </div>
    </Panel>
  )
}

function Models({ models }: { models: ExchangeData['models'] }) {
  const [now, ...before] = models
  if (!now) return <p className="text-muted">Known with the first reply.</p>
  if (now.model === null)
    return (
      <p className="text-muted">
        The service does not name its model in its replies. What it writes into them as model version is a constant.
      </p>
    )
  return (
    <>
      <p className="ex-model mono" title={now.model}>
        {modelName(now.model)}
      </p>
      <p className="text-muted">
        {count(now.n, 'reply', 'replies')}, last <Age t={now.last} ago />
      </p>
      {before.length > 0 && (
        <p className="text-muted">
          before:{' '}
          {before.map(({ model, n }) => `${model === null ? 'not named' : modelName(model)} (${number(n)})`).join(', ')}
        </p>
      )}
    </>
  )
}

function Group({ row, topic }: { row: GroupRow; topic: string | undefined }) {
  const parts = row.topics.flatMap((t) => t.partitions.map((part) => ({ topic: t.topic, ...part })))
  const asleep = row.members.length === 0
  return (
    <>
      <p className="ex-group">
        <StatusChip tone={asleep ? 'bad' : row.lag > 0 ? 'warn' : 'good'} mark={asleep ? '▲' : undefined}>
          {asleep ? 'nobody answers' : row.state.toLowerCase()}
        </StatusChip>
        <span>
          lag <b>{number(row.lag)}</b> · {sayClears(row.lag, row.clearsIn)}
        </span>
      </p>
      <ul className="ex-members">
        {row.members.map(({ id, client, host, assigned }) => {
          const own = assigned.flatMap((a) =>
            topic === undefined || row.topics.some((t) => t.topic === a.topic) ? a.partitions : [],
          )
          return (
            <li key={id} title={id}>
              <span className="mono">{client}</span>
              <span className="text-faint">{host}</span>
              <span className="ex-parts">{own.length ? `partition ${own.join(', ')}` : 'in reserve'}</span>
            </li>
          )
        })}
        {asleep && (
          <li className="text-muted">{count(parts.length, 'partition waits', 'partitions wait')} for a member.</li>
        )}
      </ul>
    </>
  )
}
