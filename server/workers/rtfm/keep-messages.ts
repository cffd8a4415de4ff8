import { setTimeout as pause } from 'node:timers/promises'
import type { BatchTools, Standing } from '#server/kafka/group-consumer.ts'
import type { Log } from '#server/log.ts'
import type { Raw } from '#server/ports.ts'
import type { Archive, Said } from './archive.ts'
import { ChromaRefused } from './chroma.ts'
import type { Dead, Graves } from './graves.ts'
import { readMessage } from './read.ts'

const chunk = 500
/** While the archive cannot be reached, it is tried again this often; the partition waits meanwhile. */
const againMs = 2000

/** Messages into the archive. An offset is committed after its messages are kept. */
export function createKeeper(deps: {
  archive: Archive
  graves: Graves
  log: Log
  onKept?: (n: number, ms: number) => void
}) {
  const { archive, graves, log } = deps
  const committed = new Map<number, bigint>()
  let kept = 0

  /** Waits for an archive that is away; what it refuses is given back. */
  async function store(
    said: { raw: Raw; said: Said }[],
    place: { partition: number; next: string },
    tools: BatchTools,
  ): Promise<Dead[]> {
    const dead: Dead[] = []
    let list = said
    let told = false
    while (!tools.stale()) {
      try {
        await archive.add(
          list.map((one) => one.said),
          place,
        )
        kept += list.length
        return dead
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error)
        if (error instanceof ChromaRefused || (error as Error).name === 'ChromaRefused') {
          // One bad message must not keep the others out.
          const [first, ...others] = list
          if (list.length === 1) return [...dead, { raw: first!.raw, cause }]
          dead.push(...(await store([first!], place, tools)))
          list = others
          continue
        }
        if (!told) log.warn({ cause, archive: archive.name }, 'messages cannot be kept now; they wait in Kafka')
        told = true
        await pause(againMs)
        await tools.heartbeat()
      }
    }
    return dead
  }

  return {
    count: () => kept,
    /** Begins where the archive ends, so that one made anew is filled again from Kafka. */
    async assigned({ partition, committed: done, low, high }: Standing): Promise<string> {
      committed.set(partition, BigInt(done ?? 0))
      const at = await Promise.resolve(archive.next(partition)).catch(() => undefined)
      const from = BigInt(at ?? done ?? low)
      if (from > BigInt(high)) return low
      return (from > BigInt(low) ? from : BigInt(low)).toString()
    },
    async batch(records: Raw[], tools: BatchTools): Promise<void> {
      for (let i = 0; i < records.length && !tools.stale(); i += chunk) {
        const part = records.slice(i, i + chunk)
        const began = performance.now()
        const dead: Dead[] = []
        const good: { raw: Raw; said: Said }[] = []
        for (const raw of part) {
          const read = readMessage(raw)
          if (read.ok) good.push({ raw, said: read.value })
          else dead.push({ raw, cause: read.cause })
        }
        const next = BigInt(part.at(-1)!.offset) + 1n
        dead.push(...(await store(good, { partition: tools.partition, next: `${next}` }, tools)))
        if (tools.stale()) return
        // What is read again to fill a new archive was committed, and put aside, before.
        if (next > (committed.get(tools.partition) ?? 0n)) {
          await graves.bury(dead)
          await tools.commit(`${next}`)
          committed.set(tools.partition, next)
        }
        deps.onKept?.(good.length, performance.now() - began)
        await tools.heartbeat()
      }
    },
  }
}
