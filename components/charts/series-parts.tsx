'use client'
import { memo, useId } from 'react'
import { Area, Line, ReferenceArea, ReferenceLine } from 'recharts'
import type { SeriesData } from '#lib/protocol.ts'
import type { LineSpec } from './series-chart.tsx'

/*
 * What stands in a chart, memoised: recharts tells every part of the chart of each part that was rendered, also when nothing of it has changed, and
 * that was most of what a redraw cost.
 */

/** Under the bucket that is not finished (`to`), from the one before it, epoch ms. */
export const Hatch = memo(function Hatch({ from, to }: { from?: number; to: number }) {
  const id = useId()
  if (from === undefined) return null
  return (
    <>
      <defs>
        <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--line-2)" strokeWidth="2" />
        </pattern>
      </defs>
      <ReferenceArea x1={from} x2={to} fill={`url(#${id})`} fillOpacity={0.5} stroke="none" />
    </>
  )
})

const still = { isAnimationActive: false } as const
const unnamed = { legendType: 'none', tooltipType: 'none' } as const
const dotted = { r: 3 }

/** One line's finished values (`at`: "v0") or, dashed, its unfinished ones ("u0"); stacked when the chart splits a whole. */
export const Values = memo(function Values({
  line: { title, colour },
  at,
  split,
  dots = false,
}: {
  line: LineSpec
  at: string
  split: boolean
  dots?: boolean
}) {
  const open = at.startsWith('u')
  const dashed = open && { strokeDasharray: '3 3', ...unnamed }
  return split ? (
    <Area
      dataKey={at}
      name={title}
      stackId={open ? 'open' : 'all'}
      stroke={colour}
      fill={colour}
      fillOpacity={open ? 0.1 : 0.28}
      strokeWidth={1.2}
      dot={false}
      activeDot={false}
      {...dashed}
      {...still}
    />
  ) : (
    <Line
      dataKey={at}
      name={title}
      stroke={colour}
      strokeWidth={1.5}
      dot={dots}
      activeDot={open ? false : dotted}
      type="linear"
      {...dashed}
      {...still}
    />
  )
})

const tones = { critical: 'var(--critical)', warning: 'var(--medium)', info: 'var(--accent)' }
const alert = { value: '▲', position: 'insideTop', fontSize: 9 } as const
const version = { ...alert, value: '◇' }

/** Vertical lines where an alert fired or a version changed. */
export const Marks = memo(function Marks({ marks }: { marks: SeriesData['marks'] }) {
  return marks.map((mark) => (
    <ReferenceLine
      key={`${mark.t}${mark.title}`}
      x={mark.t}
      stroke={tones[mark.severity ?? 'info']}
      strokeDasharray="2 3"
      ifOverflow="hidden"
      label={mark.severity ? alert : version}
    />
  ))
})
