'use client'
import { useId } from 'react'
import type { MarketData, RunData } from '#lib/crypto/market.ts'
import { LaneHead } from './candle-lanes.tsx'
import { extent, fromLevelPath, saidPaths, xOf, yOf } from './geometry.ts'
import type { StageView } from './stage.tsx'

/** Elder-ray: how far buyers push above the average over 13, and sellers below it. */
export function RayLane({
  data,
  view,
  top,
  height,
}: {
  data: MarketData
  view: StageView
  top: number
  height: number
}) {
  const { slots, bars, first, right } = view
  const ray = data.ray.slice(first)
  const bull = ray.map((one) => one?.bull ?? null)
  const bear = ray.map((one) => one?.bear ?? null)
  const scale = { ...extent([0, ...bull, ...bear], 0), top: top + 16, height: height - 19 }
  // A bull power below zero is weakness: it is drawn where it is, in its own colour.
  return (
    <g>
      <LaneHead top={top} right={right}>
        Elder-ray 13
      </LaneHead>
      <path d={fromLevelPath(bear, bars, { slots, scale, level: 0 })} className="volume fall" />
      <path d={fromLevelPath(bull, bars, { slots, scale, level: 0 })} className="volume rise" />
      <path d={`M0 ${Math.floor(yOf(scale, 0)) + 0.5}H${right}`} className="stage-axis" />
    </g>
  )
}

/** What one model and version said, candle by candle: buy stands, sell hangs, hold lies across. */
export function RunLane({ run, view, top, height }: { run: RunData; view: StageView; top: number; height: number }) {
  const hatch = useId()
  const { slots, bars, first, right } = view
  const said = run.said.slice(first)
  const paths = saidPaths(said, bars, { slots, top: top + 15, height: height - 18 })
  const middle = top + 15 + (height - 18) / 2
  // What is not there yet is a fact too: from the newest prediction on it is marked.
  const last = run.newest === null ? -1 : said.findLastIndex((one) => one !== null)
  const missing = run.behind > 0 && last >= 0 && last < bars.length - 1 ? bars[last + 1] : undefined
  return (
    <g>
      <LaneHead top={top} right={right}>
        {run.model} {run.version}
      </LaneHead>
      <path d={`M0 ${Math.floor(middle) + 0.5}H${right}`} className="stage-grid" />
      {missing && (
        <g className="missing">
          <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V5" stroke="var(--line-2)" strokeWidth="2" />
          </pattern>
          <rect
            x={xOf(slots, missing.t) - slots.width / slots.count / 2}
            y={top + 15}
            width={Math.max(1, right - xOf(slots, missing.t) + slots.width / slots.count / 2)}
            height={height - 18}
            fill={`url(#${hatch})`}
          />
        </g>
      )}
      <path d={paths.hold} className="said hold" />
      <path d={paths.buy} className="said buy" />
      <path d={paths.sell} className="said sell" />
    </g>
  )
}
