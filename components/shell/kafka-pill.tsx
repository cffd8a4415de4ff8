'use client'
import { useState } from 'react'
import type { Tone } from '#lib/contract.ts'
import type { KafkaState } from '#lib/protocol.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Dot } from '../ui/chip.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { count, duration } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Since, Until } from '../ui/time.tsx'

export const kafkaTone: Record<KafkaState['state'], Tone> = { up: 'good', connecting: 'warn', down: 'bad' }
export const sayKafka = (kafka: KafkaState | null): string =>
  !kafka
    ? 'not known yet'
    : kafka.state === 'down'
      ? 'unreachable'
      : kafka.state === 'connecting'
        ? 'connecting…'
        : count(kafka.brokers, 'broker')

/** Kafka's state in the top bar; opens what is known of the connection. */
export function KafkaPill({ kafka }: { kafka: KafkaState | null }) {
  const [open, setOpen] = useState(false)
  const say = sayKafka(kafka)
  const latency = kafka?.state === 'up' && kafka.latencyMs !== null ? duration(kafka.latencyMs) : null
  return (
    <>
      <button
        type="button"
        className="btn text-muted"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        aria-label={`Kafka: ${say}${latency ? `, ${latency}` : ''}`}
      >
        <Dot tone={kafka ? kafkaTone[kafka.state] : 'muted'} />
        <span>
          Kafka
          <span className="max-[700px]:hidden">{[say, latency].filter(Boolean).map((part) => ` · ${part}`)}</span>
        </span>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Kafka">
        {kafka ? (
          <KafkaFacts kafka={kafka} />
        ) : (
          <p className="text-muted">The console has not said anything about Kafka yet.</p>
        )}
        <div className="mt-4 flex gap-2">
          <ButtonLink href="/topics">Topics</ButtonLink>
          <ButtonLink href="/groups">Groups</ButtonLink>
        </div>
      </Dialog>
    </>
  )
}

/** The facts of the connection as a list. */
export function KafkaFacts({ kafka }: { kafka: KafkaState }) {
  const facts: [string, React.ReactNode][] = [
    [
      'State',
      <span key="s" className={`toned tone-${kafkaTone[kafka.state]}`}>
        {kafka.state}
      </span>,
    ],
    [kafka.state === 'up' ? 'Up for' : 'For', <Since key="t" t={kafka.since} />],
    ['Brokers', kafka.brokers],
    ['Answer time', kafka.latencyMs === null ? '–' : duration(kafka.latencyMs)],
    ['Broker is', kafka.mode === 'embedded' ? 'started by Milena on this machine' : 'your cluster'],
    ...(kafka.clusterId
      ? [['Cluster id', <Id key="c" id={kafka.clusterId} most={26} />] as [string, React.ReactNode]]
      : []),
    ...(kafka.cause ? [['Cause', kafka.cause] as [string, React.ReactNode]] : []),
    ...(kafka.remedy ? [['What to do', kafka.remedy] as [string, React.ReactNode]] : []),
    ...(kafka.nextTryAt && kafka.state !== 'up'
      ? [['Next try', <Until key="n" t={kafka.nextTryAt} />] as [string, React.ReactNode]]
      : []),
  ]
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-faint">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
