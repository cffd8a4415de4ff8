'use client'
import { age, count } from '#components/ui/format.ts'
import { Since, Until, useNow } from '#components/ui/time.tsx'
import { minuteMs } from '#lib/crypto/bars.ts'
import type { DatabaseState, MarketData } from '#lib/crypto/market.ts'
import { candleTime } from './words.ts'

/** A candle is due every minute: three without one are worth a word. */
const lateMs = 3 * minuteMs

/** Whether candles still come, whether the market's clock is behind ours, and what the range leaves out. `heard`: when Kafka got the newest batch. */
export function Freshness({ data, heard }: { data: MarketData; heard: number }) {
  const now = useNow()
  const { newest, apart, cutAt } = data
  const parts: { text: string; warn: boolean }[] = []
  if (now > 0 && heard > 0 && now - heard > lateMs)
    parts.push({ text: `no candle for ${age(now - heard)}`, warn: true })
  else if (now > 0 && newest !== null && now - newest > lateMs)
    parts.push({ text: `the market’s time is ${age(now - newest)} behind the clock`, warn: false })
  if (apart)
    parts.push({
      text: `${count(apart.n, 'candle')} far ahead of the others (${candleTime(apart.t, minuteMs)}) left out`,
      warn: true,
    })
  if (cutAt !== null) parts.push({ text: `older than ${candleTime(cutAt, minuteMs)} not kept here`, warn: true })
  return parts.map(({ text, warn }, i) => (
    <span key={text} className={warn ? 'warn' : undefined}>
      {i > 0 && ' · '}
      {text}
    </span>
  ))
}

/** A reason that begins with the name of a host, as a sentence. */
export const sentence = (why: string): string => why.charAt(0).toUpperCase() + why.slice(1)

/** Why there are no predictions, or no new ones. Nothing while all is well. */
export function DatabaseNote({ state, predicted }: { state: DatabaseState; predicted: boolean }) {
  if (state.state === 'up')
    return predicted ? null : (
      <p className="notice crypto-note">
        <span className="notice-text">
          <b>No predictions yet.</b> <span>They appear when a consumer has 30 candles and has asked its model.</span>
        </span>
      </p>
    )
  if (state.state === 'connecting')
    return (
      <p className="notice crypto-note" role="status">
        <span className="notice-text">Reading predictions from the database…</span>
      </p>
    )
  const down = state.state === 'down'
  return (
    <p className={`notice crypto-note ${down ? 'tone-bad' : 'tone-warn'}`} role="status">
      <span className="notice-text">
        <b>{predicted ? 'New predictions are not shown.' : 'Predictions are not available.'}</b>{' '}
        <span>
          {sentence(state.why)} Candles come from Kafka and go on.{' '}
          {down && (
            <>
              Away for <Since t={state.since} />, asked again <Until t={state.nextTryAt} />.
            </>
          )}
        </span>
      </span>
    </p>
  )
}
