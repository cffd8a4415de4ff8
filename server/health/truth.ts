import type { Truth } from '#lib/protocol.ts'

/** The truth line of a view that shows readings, not records: `in` readings so far, `newest` when the last one was made. */
export function readingTruth(at: number, everyMs: number, readings: number): Truth {
  return {
    in: readings,
    rate: at > 0 ? 1000 / everyMs : 0,
    shown: readings,
    conflated: 0,
    passed: 0,
    bad: 0,
    newest: at,
    now: Date.now(),
  }
}

/** The same row object for the same content, so that views can tell by reference what changed. */
export function keepSame<T>(key: (row: T) => string): (rows: readonly T[]) => T[] {
  let before = new Map<string, { row: T; text: string }>()
  return (rows) => {
    const next = new Map(
      rows.map((row) => {
        const text = JSON.stringify(row)
        const known = before.get(key(row))
        return [key(row), known?.text === text ? known : { row, text }] as const
      }),
    )
    before = next
    return [...next.values()].map(({ row }) => row)
  }
}
