import { setTimeout as pause } from 'node:timers/promises'
import { parseJson } from '#lib/feed/parse.ts'
import { isObject } from '#lib/wire.ts'
import type { Log } from '#server/log.ts'
import type { OpenSource, Raw, Source } from '#server/ports.ts'

export interface Answered {
  has: (queryId: string) => boolean
  note: (queryId: string) => void
  /** Resolves when every answer that was on the topic when asked has been seen; false when that could not be told in time. */
  upToDate: (withinMs?: number) => Promise<boolean>
  stop: () => Promise<void>
}

/** Ids remembered: a day of answers at one a second. */
const most = 100_000

/**
 * Which questions have an answer on the topic, whoever gave it: a process that died between its answer and its commit left both the answer and the
 * question behind. Reads the topic without a group. Resolves once the topic is there; rejects when stopped before.
 */
export async function watchAnswered(deps: {
  openSource: OpenSource
  latestOffsets: (topics: string[]) => Promise<{ topic: string; partition: number; high: string }[]>
  topic: string
  log: Log
  signal: AbortSignal
}): Promise<Answered> {
  const { topic, log, signal } = deps
  const ids = new Set<string>()
  const next = new Map<number, bigint>()
  const note = (id: string) => {
    // The newest stay: what was noted again counts as new.
    ids.delete(id)
    ids.add(id)
    if (ids.size > most) ids.delete(ids.values().next().value!)
  }
  const ends = () => deps.latestOffsets([topic])
  for (let tries = 0; ; tries++) {
    const found = await ends().catch(() => [])
    if (found.length) {
      for (const { partition, high } of found) next.set(partition, BigInt(high))
      break
    }
    if (tries === 5) log.warn({ topic }, 'waiting for Kafka and this topic (npm run topics -- create)')
    await pause(tries < 5 ? 300 : 2000, undefined, { signal })
  }
  const source: Source = deps.openSource({
    topics: [topic],
    cursor: () => undefined,
    begin: { backMs: 24 * 3_600_000, maxRecords: 30_000 },
    onBatch(records) {
      for (const raw of records) {
        const id = queryIdOf(raw)
        if (id) note(id)
        const after = BigInt(raw.offset) + 1n
        if (after > (next.get(raw.partition) ?? 0n)) next.set(raw.partition, after)
      }
    },
    onGap: ({ partition, to }) => {
      if (BigInt(to) > (next.get(partition) ?? 0n)) next.set(partition, BigInt(to))
    },
    onState: () => {},
  })
  return {
    has: (id) => ids.has(id),
    note,
    async upToDate(withinMs = 10_000) {
      const end = performance.now() + withinMs
      let wanted: Awaited<ReturnType<typeof ends>> | undefined
      while (performance.now() < end && !signal.aborted) {
        wanted ??= await ends().catch(() => undefined)
        if (wanted && source.caughtUp() && wanted.every((w) => (next.get(w.partition) ?? 0n) >= BigInt(w.high)))
          return true
        await pause(20)
      }
      return false
    },
    stop: source.stop,
  }
}

function queryIdOf({ value }: Raw): string | undefined {
  const parsed = value ? parseJson(value) : undefined
  const id = parsed?.ok && isObject(parsed.value) ? parsed.value.query_id : undefined
  return typeof id === 'string' ? id : undefined
}
