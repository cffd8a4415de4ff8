import { memo } from 'react'
import type { Tone } from '#lib/contract.ts'
import { sparkPath } from '../charts/spark.ts'

export interface SparkProps {
  values: readonly number[]
  tone?: Tone
  width?: number
  height?: number
  /** Draws from zero and fills below: for rates. */
  area?: boolean
  /** Read out; without it the line is decoration beside its number. */
  label?: string
}

/** A line of the last values without axes. */
export const Spark = memo(function Spark({ values, tone, width = 92, height = 22, area = false, label }: SparkProps) {
  const points = values.filter(Number.isFinite)
  const scale = area ? { low: 0, high: Math.max(1e-9, ...points) } : undefined
  if (area && !points.some((v) => v > 0)) return <span className="inline-block" style={{ width, height }} />
  const line = sparkPath(points, width, height, scale)
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden.
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={`toned inline-block align-middle tone-${tone ?? 'muted'}`}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {area && points.length > 1 && <path d={`${line}V${height}H0Z`} fill="currentColor" opacity={0.13} />}
      {points.length > 0 && (
        <path
          d={line}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.4}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  )
})
