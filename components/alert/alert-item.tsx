'use client'
import Link from 'next/link'
import { useEffect, useRef } from 'react'
import type { AlertRow } from '#lib/protocol.ts'
import { Button } from '../ui/button.tsx'
import { Dot, StatusChip, severityMark, severityTone } from '../ui/chip.tsx'
import { shortId } from '../ui/format.ts'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { Moment, Since, useNow } from '../ui/time.tsx'
import { acknowledge, targetOf, unacknowledge, unsilence } from './actions.ts'
import { sayValue, silenced } from './alert-words.ts'

export interface AlertItemProps {
  alert: AlertRow
  /** Under a heading of its rule: the title is not said again. */
  inGroup?: boolean
  cursor: boolean
  onSilence: () => void
  onNote: () => void
}

/** One alert: subject and what it says, value against limit, since when, who has it, and what can be done. */
export function AlertItem({ alert, inGroup = false, cursor, onSilence, onNote }: AlertItemProps) {
  const now = useNow()
  const quiet = silenced(alert, now)
  const calm = quiet || alert.ack !== null
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (cursor) box.current?.scrollIntoView({ block: 'nearest' })
  }, [cursor])
  const target = targetOf(alert)
  const items: MenuItem[] = [
    alert.ack
      ? { label: 'Take acknowledgement back', run: () => void unacknowledge(target) }
      : { label: 'Acknowledge with a note…', run: onNote },
    quiet
      ? { label: 'End the silence', run: () => void unsilence(target) }
      : { label: 'Silence…', keys: 's', run: onSilence },
    ...(alert.link ? [{ label: 'Show', href: alert.link, keys: 'enter' }] : []),
  ]
  const name = inGroup && alert.subject ? alert.subject : alert.title
  return (
    <div ref={box} className={`alert-row${calm ? ' calm' : ''}`} data-cursor={cursor} data-alert={alert.id}>
      <Dot
        tone={calm || alert.state === 'pending' ? 'muted' : severityTone[alert.severity]}
        mark={severityMark[alert.severity]}
        label={alert.severity}
      />
      <div className="alert-what">
        {alert.link ? (
          <Link
            prefetch={false}
            href={alert.link}
            className="font-medium no-underline hover:underline underline-offset-3"
            title={name}
          >
            {shortId(name, 44)}
          </Link>
        ) : (
          <span className="font-medium">{shortId(name, 44)}</span>
        )}{' '}
        {!inGroup && alert.subject && <span className="id text-muted">{shortId(alert.subject, 24)}</span>}{' '}
        {alert.ack && (
          <StatusChip tone="good" mark="✓">
            taken by {alert.ack.by} at <Moment t={alert.ack.at} />
          </StatusChip>
        )}{' '}
        {quiet && alert.silence && (
          <StatusChip tone="muted">
            silenced until <Moment t={alert.silence.until} />
          </StatusChip>
        )}
        {(alert.say || alert.ack?.note) && (
          <p>
            {alert.say}
            {alert.ack?.note && <span className="text-text"> “{alert.ack.note}”</span>}
          </p>
        )}
      </div>
      <div className="alert-facts">
        <span className="alert-value">{sayValue(alert)}</span>
        <span className="alert-since" title={alert.state === 'pending' ? 'holds for' : 'firing for'}>
          <Since t={alert.firedAt ?? alert.since} />
        </span>
      </div>
      <div className="alert-acts">
        {!alert.ack && alert.state === 'firing' && (
          <Button look="quiet" onClick={() => acknowledge(target)} aria-label={`Acknowledge ${target.name}`}>
            Acknowledge
          </Button>
        )}
        <Menu items={items} look="quiet" icon name={`More for ${target.name}`}>
          ⋯
        </Menu>
      </div>
    </div>
  )
}
