import type { Row } from '#lib/protocol.ts'

/** How many of the latest rows are new or changed beside those that stand still. Rows keep their identity until they change. */
export function waitingIn(still: readonly Row[], latest: readonly Row[]): number {
  if (still === latest) return 0
  const known = new Set(still)
  let waiting = 0
  for (const row of latest) if (!known.has(row)) waiting++
  return waiting
}
