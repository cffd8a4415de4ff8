'use client'
import Link from 'next/link'
import type { PulseData } from '#lib/protocol.ts'
import { acknowledge, targetOf } from '../alert/actions.ts'
import { byUrgency, open } from '../alert/alert-words.ts'
import { Button } from '../ui/button.tsx'
import { Dot, severityMark, severityTone } from '../ui/chip.tsx'
import { Panel } from '../ui/panel.tsx'
import { Since, useNow } from '../ui/time.tsx'
import { troubles } from './troubles.ts'

/** What is wrong, first on the page and only when something is: firing alerts, then Kafka, systems and requests in trouble. */
export function Attention({ pulse }: { pulse: PulseData }) {
  const now = useNow()
  const alerts = pulse.alerts.top.filter((alert) => alert.state === 'firing').sort(byUrgency(now))
  const rest = troubles(pulse)
  if (alerts.length === 0 && rest.length === 0) return null
  const more = pulse.alerts.firing - alerts.length
  return (
    <Panel
      id="attention"
      title="What is wrong"
      note={more > 0 ? <Link href="/alerts">{more} more alerts</Link> : undefined}
      actions={
        alerts.length > 0 && (
          <Link href="/alerts" className="btn btn-quiet">
            All alerts
          </Link>
        )
      }
    >
      <ul>
        {alerts.map((alert) => (
          <li
            key={alert.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3.5 py-1.5 last:border-0"
          >
            <Dot tone={severityTone[alert.severity]} mark={severityMark[alert.severity]} label={alert.severity} />
            <span className="min-w-0 flex-1 basis-52">
              {alert.link ? (
                <Link href={alert.link} className="font-medium no-underline hover:underline underline-offset-3">
                  {alert.say || alert.title}
                </Link>
              ) : (
                <span className="font-medium">{alert.say || alert.title}</span>
              )}{' '}
              <span className="text-muted">
                {alert.title !== alert.say && `${alert.title} · `}for <Since t={alert.firedAt ?? alert.since} />
              </span>
            </span>
            {open(alert, now) ? (
              <Button
                look="quiet"
                onClick={() => acknowledge(targetOf(alert))}
                aria-label={`Acknowledge ${alert.say || alert.title}`}
              >
                Acknowledge
              </Button>
            ) : (
              <span className="text-small text-faint">{alert.ack ? `taken by ${alert.ack.by}` : 'silenced'}</span>
            )}
          </li>
        ))}
        {rest.map((trouble) => (
          <li key={trouble.id} className="flex items-center gap-x-3 border-b border-line px-3.5 py-2 last:border-0">
            <Dot tone={trouble.tone} />
            <span className="min-w-0 flex-1">
              <Link href={trouble.href} className="font-medium no-underline hover:underline underline-offset-3">
                {trouble.what}
              </Link>{' '}
              <span className="text-muted">{trouble.detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
