'use client'
import { number, percent } from '#components/ui/format.ts'
import { Mark } from '#components/ui/mark.tsx'
import type { Bar } from '#lib/crypto/bars.ts'
import type { MarketData } from '#lib/crypto/market.ts'
import { useCrosshair } from './crosshair.ts'
import { candleTime, price, sideMark, sideWord, signed } from './words.ts'

/** Against the close before it, or its own open where there is none. */
function changeOf(bars: readonly Bar[], i: number): number {
  const bar = bars[i]!
  return bar.c / (bars[i - 1]?.c ?? bar.o) - 1
}

/** The candle under the crosshair, or the newest: its prices, averages, and what each model said of it. */
export function Readout({ data }: { data: MarketData }) {
  const t = useCrosshair()
  const { bars, ema, runs } = data
  const found = t === null ? -1 : bars.findIndex((bar) => bar.t === t)
  const i = found < 0 ? bars.length - 1 : found
  const bar = bars[i]
  if (!bar) return null
  const moved = changeOf(bars, i)
  const averages = [
    { title: 'EMA 12', look: 'ema-fast', value: ema.fast[i] },
    { title: 'EMA 26', look: 'ema-slow', value: ema.slow[i] },
  ]
  return (
    <dl className="readout" data-testid="readout">
      <div>
        <dt>{found < 0 ? 'Newest' : 'Candle'}</dt>
        <dd>
          {candleTime(bar.t, data.stepMs)}
          {bar.open && <em> not finished</em>}
        </dd>
      </div>
      {(['o', 'h', 'l', 'c'] as const).map((key) => (
        <div key={key}>
          <dt>{{ o: 'O', h: 'H', l: 'L', c: 'C' }[key]}</dt>
          <dd>{price(bar[key])}</dd>
        </div>
      ))}
      <div className={moved > 0 ? 'rise' : moved < 0 ? 'fall' : ''}>
        <dt className="sr-only">Change</dt>
        <dd>
          {moved !== 0 && <Mark shape={moved > 0 ? '▲' : '▼'} size={7} />} {signed(moved)}
        </dd>
      </div>
      <div>
        <dt>Vol</dt>
        <dd>{number(bar.v)}</dd>
      </div>
      {averages.map(({ title, look, value }) => (
        <div key={title}>
          <dt>
            <i className={look} />
            {title}
          </dt>
          <dd>{value === null || value === undefined ? '–' : price(value)}</dd>
        </div>
      ))}
      {runs.map((run) => {
        const said = run.said[i]
        return (
          <div key={run.id}>
            <dt>
              {run.model} {run.version}
            </dt>
            <dd className={said ? `side-${said.side}` : 'text-faint'}>
              {said ? (
                <>
                  <Mark shape={sideMark[said.side]} size={7} /> {sideWord[said.side]} {percent(said.confidence)}
                </>
              ) : (
                'nothing yet'
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
