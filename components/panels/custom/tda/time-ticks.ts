const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map(
  (s) => s * 1000,
)

/** Round local times in a stretch, at most `most` of them. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = steps.find((s) => (to - from) / s <= most) ?? Math.ceil((to - from) / most / 86_400_000) * 86_400_000
  // Midnight here is not midnight in UTC.
  const shift = new Date(from).getTimezoneOffset() * 60_000
  const out: number[] = []
  for (let t = Math.ceil((from - shift) / step) * step + shift; t <= to; t += step) out.push(t)
  return out
}
