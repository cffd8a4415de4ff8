'use client'
import { age } from '#components/ui/format.ts'
import { Since, Until, useNow } from '#components/ui/time.tsx'
import { minuteMs } from '#lib/crypto/bars.ts'
import type { DatabaseState, MarketData } from '#lib/crypto/market.ts'
import { candleTime } from './words.ts'

/** A candle comes every minute: one that is two minutes over is late, and the picture says so. */
const lateMs = 3 * minuteMs

/** How old the newest candle is, where it is older than it should be, and what the range leaves out. */
export function Freshness({ data }: { data: MarketData }) {
  const now = useNow()
  const { newest, cutAt } = data
  const late = newest !== null && now > 0 && now - newest > lateMs
  return (
    <>
      {late && <span className="warn">no new candle for {age(now - newest)}</span>}
      {late && cutAt !== null && ' · '}
      {cutAt !== null && <span className="warn">older than {candleTime(cutAt, minuteMs)} not kept here</span>}
    </>
  )
}

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
          {down ? `The database cannot be read: ${state.why}` : state.why} Candles come from Kafka and go on.{' '}
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
