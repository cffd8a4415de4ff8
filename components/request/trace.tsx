'use client'
import Link from 'next/link'
import { recordHref } from '#components/topic/read-query.ts'
import { duration } from '#components/ui/format.ts'
import { Since, useNow } from '#components/ui/time.tsx'
import type { RequestRow } from '#lib/protocol.ts'
import { isOpen, lanes } from './lanes.ts'
import './request.css'

/** The stages of a request as lanes on one time axis, growing while it is open. */
export function Trace({ request }: { request: RequestRow }) {
  const now = useNow()
  const list = lanes(request, now || request.at)
  return (
    <ol className="lanes" aria-label="Stages of the request">
      {list.map((lane) => (
        <li key={lane.id} className={`lane tone-${lane.tone}`} data-open={lane.took === null}>
          <span className="lane-name">{lane.title}</span>
          <span className="lane-road" aria-hidden="true">
            <i style={{ left: `${lane.from}%`, width: `${lane.width}%` }} />
          </span>
          <span className="lane-took mono">
            {lane.took === null ? <Since t={request.stages.at(-1)?.at ?? request.at} /> : duration(lane.took)}
          </span>
          {lane.detail && <span className="lane-detail">{lane.detail}</span>}
        </li>
      ))}
    </ol>
  )
}

/** Where the request went, as a link to that record. */
export function SentTo({ request }: { request: RequestRow }) {
  const sent = request.sent
  if (!sent)
    return isOpen(request) ? (
      <span className="text-muted">not sent yet</span>
    ) : (
      <span className="text-muted">never sent</span>
    )
  if ('url' in sent) return <span className="mono break-all">{`${sent.url} → ${sent.status}`}</span>
  return <RecordLink {...sent} />
}

export const RecordLink = ({ topic, partition, offset }: { topic: string; partition: number; offset: string }) => (
  <Link className="link mono" href={recordHref(topic, partition, offset)}>
    {topic} {partition}/{offset}
  </Link>
)
