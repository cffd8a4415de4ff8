'use client'
import { memo } from 'react'
import { type Band, type Bar, type Bins, bars } from './bins.ts'
import './charts.css'
import { ticksOf } from './histogram-axis.ts'
import './histogram.css'
import { toneColour } from './tones.ts'

const W = 360
const H = 110
const base = 108
const pad = 14

/** Shares by bin in the bands' colours, the range before as a line over each bar. Drawn as plain SVG: a few dozen rectangles, cheaper than a chart library. */
export const Histogram = memo(function Histogram({
  bins,
  bands = [],
  title,
  unit = '',
}: {
  bins: Bins
  bands?: Band[]
  title: string
  /** Of the values. */
  unit?: string | undefined
}) {
  const list = bars(bins, bands)
  const peak = Math.max(0.0001, ...list.map((bar) => Math.max(bar.share, bar.was ?? 0)))
  const step = (W - 2 * pad) / Math.max(1, list.length)
  const y = (share: number) => base - (share / peak) * 96
  const ticks = ticksOf(bins.edges, bands, unit)
  const gap = Math.min(2, step / 5)
  return (
    <div className="histogram-box">
      <svg className="histogram" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={describe(title, list, bands)}>
        {list.map((bar, i) => (
          <g key={bar.from}>
            <title>{`${bar.from} to ${bar.to}${unit && ` ${unit}`}: ${bar.n.toLocaleString('en')} (${percent(bar.share)}${bar.was === null ? '' : `, before ${percent(bar.was)}`})`}</title>
            <rect
              x={pad + i * step}
              y={y(bar.share)}
              width={step - gap}
              height={base - y(bar.share)}
              rx={1.5}
              fill={bar.tone ? toneColour(bar.tone) : 'var(--accent)'}
              opacity={0.85}
            />
            {bar.was !== null && (
              <path
                d={`M${pad + i * step - gap / 4} ${y(bar.was)}h${step - gap / 2}`}
                stroke="var(--text)"
                strokeWidth={1.2}
                opacity={0.55}
              />
            )}
          </g>
        ))}
        <path d={`M${pad} ${base + 0.5}H${W - pad}`} stroke="var(--line-2)" />
      </svg>
      {/* Text beside the drawing keeps its size however wide the drawing is. */}
      <div className="histogram-axis" aria-hidden="true">
        {ticks.map(({ value, at }) => (
          <span
            key={value}
            data-end={at === 0 ? 'low' : at === 1 ? 'high' : undefined}
            style={{ left: `${at * 100}%` }}
          >
            {value}
            {at === 1 && unit && ` ${unit}`}
          </span>
        ))}
      </div>
    </div>
  )
})

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** The chart in a sentence, for people who do not see it. */
export function describe(title: string, list: Bar[], bands: Band[]): string {
  const all = list.reduce((sum, bar) => sum + bar.n, 0)
  const share = (band: Band) => list.filter((bar) => bar.band === band.title).reduce((sum, bar) => sum + bar.share, 0)
  const parts = bands.map((band) => `${band.title} ${percent(share(band))}`)
  return `${title}: ${all.toLocaleString('en')} values${parts.length ? `; ${parts.join(', ')}` : ''}`
}
