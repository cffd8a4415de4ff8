/** SVG path of a sparkline through `values` in a box of `width` × `height`; a flat or single value is a middle line. `low`/`high` fix the scale. */
export function sparkPath(
  values: readonly number[],
  width: number,
  height: number,
  scale?: { low: number; high: number },
): string {
  const points = values.filter(Number.isFinite)
  if (points.length === 0) return ''
  const low = scale?.low ?? Math.min(...points)
  const high = scale?.high ?? Math.max(...points)
  const span = high - low
  const y = (v: number) => (span > 0 ? height - 2 - ((v - low) / span) * (height - 4) : height / 2)
  if (points.length === 1) return `M0 ${y(points[0] as number).toFixed(1)}H${width}`
  const dx = width / (points.length - 1)
  return points.map((v, i) => `${i ? 'L' : 'M'}${(i * dx).toFixed(1)} ${y(v).toFixed(1)}`).join('')
}
