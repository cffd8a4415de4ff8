import { type Health, newestNumbers, readHealth } from './monitor.ts'
import { readMonitor } from './read.ts'

/** What is older than this says nothing of now. */
export const staleAfterMs = 90_000

export interface Known {
  name: string
  title: string
  unit: string
  value: number
  t: number
}
interface Message {
  t: number
  m: unknown
}

/** Numbers the documents of the platform name, in the order people look at them: title, unit, factor. */
const known: Record<string, [title: string, unit: string, factor?: number]> = {
  windows_per_second: ['Windows', '/s'],
  points_per_second: ['Points', '/s'],
  jobs_per_minute: ['Jobs', '/min'],
  avg_computation_time: ['Mean computation', 's'],
  error_rate: ['Errors', '%', 100],
  success_rate: ['Sent well', '%', 100],
  messages_sent: ['Messages sent', ''],
  messages_failed: ['Messages failed', ''],
  bytes_sent: ['Sent', 'MB', 1e-6],
  average_send_duration: ['Mean send', 'ms', 1000],
  running_jobs: ['Running', 'jobs'],
  queued_jobs: ['Queued', 'jobs'],
  memory_usage_mb: ['Memory', 'MB'],
}

/** The newest health of each source, the worst first, and the newest of each known number. */
export function serviceOf(messages: readonly Message[]): {
  healths: { t: number; health: Health }[]
  numbers: Known[]
} {
  const healths = new Map<string, { t: number; health: Health }>()
  for (const { t, m } of messages) {
    const health = readHealth(m)
    if (health && t >= (healths.get(health.source)?.t ?? 0)) healths.set(health.source, { t, health })
  }
  const newest = newestNumbers(messages)
  const badFirst = ['bad', 'warn', 'good', 'muted']
  return {
    healths: [...healths.values()].sort(
      (a, b) => badFirst.indexOf(a.health.tone) - badFirst.indexOf(b.health.tone) || b.t - a.t,
    ),
    numbers: Object.entries(known).flatMap(([name, [title, unit, factor = 1]]) => {
      const found = newest.get(name)
      return found ? [{ name, title, unit, value: found.value * factor, t: found.t }] : []
    }),
  }
}

/** Computation times in ms by algorithm, over the readings at hand. */
export function computations(
  messages: readonly Message[],
): { algorithm: string; n: number; median: number; p95: number }[] {
  const times = new Map<string, number[]>()
  for (const { m } of messages) {
    const { about, numbers } = readMonitor(m)
    const ms = numbers.computation_time_ms
    if (ms === undefined) continue
    const list = times.get(about ?? 'all') ?? []
    list.push(ms)
    times.set(about ?? 'all', list)
  }
  const at = (sorted: number[], share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return [...times]
    .map(([algorithm, list]) => {
      const sorted = list.sort((a, b) => a - b)
      return { algorithm, n: sorted.length, median: at(sorted, 0.5), p95: at(sorted, 0.95) }
    })
    .sort((a, b) => b.n - a.n)
}
