'use client'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import type { AlertRow, PulseData } from '#lib/protocol.ts'
import { acknowledge, targetOf } from '../alert/actions.ts'
import { ruleKind, sayValue, worst } from '../alert/alert-words.ts'
import type { ConnectionState } from '../feed/connection.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { number, shortId } from '../ui/format.ts'
import { Since, Until, useNow } from '../ui/time.tsx'
import { Plug, Warning } from './icons.tsx'

/** The worst alert that nobody has taken, on every page. */
export function AlertBanner({ alerts, firing }: { alerts: readonly AlertRow[]; firing: number }) {
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const top = worst(alerts, now)
  if (!top) return null
  const more = Math.max(0, firing - 1)
  return (
    <section className={`notice tone-${top.severity === 'critical' ? 'critical' : 'medium'}`} aria-label="Worst alert">
      <Warning />
      <p className="notice-text">
        <strong className="font-semibold">
          {top.title}
          {top.link && top.subject && ruleKind(top) === 'record' && `: ${shortId(top.subject, 20)}`}
        </strong>{' '}
        <span>
          {[top.say || sayValue(top)].filter(Boolean).map((text) => `${text} · `)}firing for{' '}
          <Since t={top.firedAt ?? top.since} />
          {more > 0 && (
            <>
              {' · '}
              <Link prefetch={false} href="/alerts">
                {number(more)} more
              </Link>
            </>
          )}
        </span>
      </p>
      {top.link && <ButtonLink href={top.link}>Show</ButtonLink>}
      <Button
        keys="shift+a"
        busy={busy ? 'Acknowledging…' : undefined}
        onClick={async () => {
          setBusy(true)
          await acknowledge(targetOf(top))
          setBusy(false)
        }}
      >
        Acknowledge
      </Button>
    </section>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The browser has no line to the console: why, and when it is tried again. Short breaks are not worth a word. */
export function ConnectionBanner({ link }: { link: ConnectionState }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (link.state === 'up') return setLate(false)
    const timer = setTimeout(() => setLate(true), link.state === 'connecting' ? 2500 : 700)
    return () => clearTimeout(timer)
  }, [link.state])
  if (link.state === 'up' || !late) return null
  return (
    <div className="notice tone-bad" role="alert">
      <Plug />
      <p className="notice-text">
        <strong className="font-semibold">No connection to the console.</strong>{' '}
        <span>
          {capital(link.cause ?? 'it does not answer')}. What you see is as old as it says; it goes on by itself.
          {link.nextTryAt ? (
            <>
              {' '}
              Trying again <Until t={link.nextTryAt} />.
            </>
          ) : (
            ' Trying again…'
          )}
        </span>
      </p>
      <Button onClick={link.retry}>Try now</Button>
    </div>
  )
}

/** The console cannot read Kafka: cause, remedy, next try. */
export function KafkaBanner({ kafka }: { kafka: PulseData['kafka'] }) {
  if (kafka.state !== 'down') return null
  return (
    <div className="notice tone-bad" role="alert">
      <Plug />
      <p className="notice-text">
        <strong className="font-semibold">Kafka is unreachable</strong>{' '}
        <span>
          for <Since t={kafka.since} />
          {kafka.cause && `: ${kafka.cause}`}.{' '}
          {capital(kafka.remedy ?? 'the console keeps trying').replace(/\.?$/, '.')} Submissions are kept and delivered
          when it is back.
          {kafka.nextTryAt ? (
            <>
              {' '}
              Next try <Until t={kafka.nextTryAt} />.
            </>
          ) : null}
        </span>
      </p>
      <ButtonLink href="/topics">Topics</ButtonLink>
    </div>
  )
}
