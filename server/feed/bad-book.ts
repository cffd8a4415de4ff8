import type { Row, TailRow, Truth, ViewSpec } from '#lib/protocol.ts'
import type { View } from '#server/ports.ts'
import type { Bad } from './decode.ts'
import { createRate } from './rate.ts'
import { rowKey, tailRow } from './tail.ts'

/** `bad` data: records that could not be decoded since the console started, per topic and cause. */
export interface BadData {
  total: number
  counts: Record<string, Record<string, number>>
}

const kept = 200

export type BadBook = ReturnType<typeof createBadBook>

/** Counts what could not be decoded, exactly, and keeps the last 200 to look at. */
export function createBadBook() {
  const counts = new Map<string, Map<string, number>>()
  const rate = createRate()
  let last: Bad[] = []
  let total = 0
  let newest = 0
  const of = (topic: string): number => [...(counts.get(topic)?.values() ?? [])].reduce((sum, n) => sum + n, 0)

  return {
    note(bad: Bad, now: number): void {
      const causes = counts.get(bad.topic) ?? new Map<string, number>()
      counts.set(bad.topic, causes)
      causes.set(bad.cause, (causes.get(bad.cause) ?? 0) + 1)
      total++
      rate.add(1, now)
      if (bad.time > newest) newest = bad.time
      last.push(bad)
      if (last.length > kept * 2) last = last.slice(-kept)
    },
    total: () => total,
    of,
    causes: (topic: string): Record<string, number> => Object.fromEntries(counts.get(topic) ?? []),
    /** Newest last, at most 200; of one topic, or of all. */
    last: (topic?: string): Bad[] => last.filter((bad) => topic === undefined || bad.topic === topic).slice(-kept),
    data: (topic?: string): BadData => ({
      total: topic === undefined ? total : of(topic),
      counts: Object.fromEntries(
        [...counts]
          .filter(([name]) => topic === undefined || name === topic)
          .map(([name, causes]) => [name, Object.fromEntries(causes)]),
      ),
    }),
    truth(topic?: string): Truth {
      const now = Date.now()
      const n = topic === undefined ? total : of(topic)
      return { in: n, rate: rate.perSecond(now), shown: 0, conflated: 0, passed: 0, bad: n, newest, now }
    },
  }
}

/** The last undecodable records, and how many there were of which cause. Rows only come, oldest first. */
export function createBadView(spec: Extract<ViewSpec, { kind: 'bad' }>, book: BadBook): View {
  let sent = new Set<Bad>()
  const sums = { shown: 0, passed: 0 }
  let seen = 0
  const row = (bad: Bad): Row<TailRow> => ({ k: rowKey(bad), v: tailRow(bad) })
  const truth = (): Truth => ({ ...book.truth(spec.topic), ...sums })
  return {
    snapshot: () => ({ full: true, rows: book.last(spec.topic).map(row), data: book.data(spec.topic), truth: truth() }),
    drain() {
      const last = book.last(spec.topic)
      const fresh = last.filter((bad) => !sent.has(bad))
      const arrived = book.data(spec.topic).total - seen
      seen += arrived
      sent = new Set(last)
      sums.shown += fresh.length
      sums.passed += Math.max(0, arrived - fresh.length)
      return { rows: fresh.map(row), data: book.data(spec.topic), truth: truth() }
    },
  }
}
