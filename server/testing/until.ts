import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a condition, never for a time: polls until `probe` gives something other than undefined, false or null. Rejects after `withinMs` with what was waited for. */
export async function until<T>(what: string, probe: () => T | Promise<T>, withinMs = 60_000): Promise<NonNullable<T>> {
  const end = performance.now() + withinMs
  for (;;) {
    const got = await probe()
    if (got !== undefined && got !== null && got !== false) return got as NonNullable<T>
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms for: ${what}`)
    await pause(20)
  }
}
