'use client'
import Link from 'next/link'
import { recordHref } from '#components/topic/read-query.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { duration } from '#components/ui/format.ts'
import { Moment } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import type { Exchange } from '#lib/protocol.ts'
import { CopyButton } from './copy-button.tsx'
import { matchWord, tookOf, wordOf } from './words.ts'
import './detail.css'

/** One request with its reply, whole as far as lists keep it; the records themselves are a step away. */
export function ExchangeDetail({ exchange, system }: { exchange: Exchange; system: System }) {
  const { asked, said, match, state, why, again } = exchange
  const word = wordOf(state)
  const took = tookOf(exchange)
  const from = system.exchange
  return (
    <div className="ex-detail">
      <p className="ex-head">
        <StatusChip tone={word.tone} mark={word.mark}>
          {said?.cause ?? word.title.toLowerCase()}
        </StatusChip>
        {took !== null && <span>after {duration(took)}</span>}
        {match && <span className="text-muted">{matchWord[match].say}.</span>}
        {why && <span className="text-muted">{why}</span>}
        {again > 0 && (
          <span className="text-muted">Answered again {again} ×: the service read the request more than once.</span>
        )}
      </p>
      <section aria-label="Request">
        <h3>Request</h3>
        {asked ? (
          <>
            <Facts t={asked.t} place={asked.place} topic={from?.requests} id={asked.id} />
            {asked.bad && <p className="toned tone-warn">The console cannot read it: {asked.bad}</p>}
            <ol className="ex-texts">
              {asked.texts.map((text, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: texts of a request have no identity and never move.
                <li key={i}>{text}</li>
              ))}
            </ol>
            {asked.n > asked.texts.length && (
              <p className="text-muted">and {asked.n - asked.texts.length} more texts</p>
            )}
          </>
        ) : (
          <p className="text-muted">
            No request on the topic belongs to this reply: it was asked before the console’s time, or the reply came
            twice.
          </p>
        )}
      </section>
      <section aria-label="Reply">
        <h3>Reply</h3>
        {said ? (
          <>
            <Facts t={said.t} place={said.place} topic={from?.replies} model={said.model} />
            <pre className="ex-pre">{said.error ?? said.response ?? ''}</pre>
            <CopyButton text={said.error ?? said.response ?? ''} />
          </>
        ) : (
          <p className="text-muted">{state === 'waiting' ? 'None yet.' : 'None came.'}</p>
        )}
      </section>
    </div>
  )
}

function Facts({
  t,
  place,
  topic,
  id,
  model,
}: {
  t: number
  place: string
  topic?: string
  id?: string
  model?: string
}) {
  const [partition, offset = ''] = place.split('/')
  return (
    <dl className="ex-facts">
      <div>
        <dt>At</dt>
        <dd>
          <Moment t={t} />
        </dd>
      </div>
      {topic && (
        <div>
          <dt>Record</dt>
          <dd>
            <Link className="mono" prefetch={false} href={recordHref(topic, Number(partition), offset)}>
              {topic} {place}
            </Link>
          </dd>
        </div>
      )}
      {id && (
        <div>
          <dt>x-request-id</dt>
          <dd className="mono">{id}</dd>
        </div>
      )}
      {model && (
        <div>
          <dt>Model</dt>
          <dd className="mono">{model}</dd>
        </div>
      )}
    </dl>
  )
}
