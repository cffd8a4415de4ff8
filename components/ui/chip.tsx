import type { ReactNode } from 'react'
import type { Board, Severity, Tone } from '#lib/contract.ts'
import type { RequestState, SystemPulse } from '#lib/protocol.ts'
import { Mark, markOf } from './mark.tsx'

type Level = NonNullable<Board['levels']>[number]

/** A risk level: label, shape and tone. The worst tone is filled. `level` may be an id looked up in `levels`. */
export function LevelChip({ level, levels }: { level: Level | string; levels?: Level[] }) {
  const known = typeof level === 'string' ? levels?.find((l) => l.id === level) : level
  const tone = known?.tone ?? 'muted'
  return (
    <StatusChip tone={tone} mark={known?.mark} filled={tone === 'critical'}>
      {known?.title ?? String(level)}
    </StatusChip>
  )
}

/** A state in a word: tone, shape (default by tone) and label. */
export function StatusChip({
  tone,
  mark,
  filled = false,
  children,
}: {
  tone: Tone
  mark?: string
  filled?: boolean
  children: ReactNode
}) {
  return (
    <span className={`chip tone-${tone}${filled ? ' chip-fill' : ''}`}>
      <Mark shape={mark ?? markOf[tone]} size={8} />
      {children}
    </span>
  )
}

/** A small shape before a name; `label` is read out. */
export function Dot({ tone, label, mark }: { tone: Tone; label?: string; mark?: string }) {
  return (
    <span className={`dot tone-${tone}`} {...(label ? { role: 'img', 'aria-label': label, title: label } : {})}>
      <Mark shape={mark ?? markOf[tone]} size={8} />
    </span>
  )
}

export const severityTone: Record<Severity, Tone> = { critical: 'critical', warning: 'medium', info: 'accent' }
export const severityMark: Record<Severity, string> = { critical: '▲', warning: '◆', info: '●' }
export const systemTone: Record<SystemPulse['state'], Tone> = {
  live: 'good',
  quiet: 'muted',
  warn: 'warn',
  bad: 'bad',
  unknown: 'muted',
}
export const systemWord: Record<SystemPulse['state'], string> = {
  live: 'live',
  quiet: 'quiet',
  warn: 'needs a look',
  bad: 'in trouble',
  unknown: 'no news',
}
export const requestTone: Record<RequestState, Tone> = {
  waiting: 'accent',
  sent: 'accent',
  answered: 'good',
  delivered: 'good',
  failed: 'bad',
  late: 'warn',
  cancelled: 'muted',
}
