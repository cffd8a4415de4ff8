import type { SystemPulse } from '../protocol.ts'

/** A system that has spoken but said nothing for this long is quiet, which is not an alarm: rules say when silence is one. */
export const quietAfterMs = 60_000
/** Records that could not be decoded are worth a colour this long. */
export const badRecentMs = 300_000

export interface SystemFigures {
  firing: number
  critical: number
  rate: number
  /** Kafka timestamp of its newest record, epoch ms; 0 = none yet. */
  newest: number
  /** When its last undecodable record came, epoch ms; 0 = none. */
  badAt: number
  /** Kafka is unreachable: nothing that is known is news. */
  blind: boolean
  now: number
}

/** The one word and the few words by which the navigation shows a system. */
export function systemState({
  firing,
  critical,
  rate,
  newest,
  badAt,
  blind,
  now,
}: SystemFigures): Pick<SystemPulse, 'state' | 'say'> {
  if (critical > 0) return { state: 'bad', say: `${critical} critical` }
  if (firing > 0) return { state: 'warn', say: `${firing} firing` }
  if (badAt > 0 && now - badAt < badRecentMs) return { state: 'warn', say: 'bad records' }
  if (blind) return { state: 'unknown', say: 'no news' }
  if (rate > 0) return { state: 'live', say: perSecond(rate) }
  if (newest === 0) return { state: 'unknown', say: 'nothing yet' }
  return now - newest < quietAfterMs ? { state: 'live', say: perSecond(0) } : { state: 'quiet', say: 'quiet' }
}

const perSecond = (rate: number): string =>
  `${rate > 0 && rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString('en')}/s`
