import type { Log } from '#server/log.ts'
import type { Clock } from '#server/store/clock.ts'
import type { Book } from './book.ts'
import type { Live } from './ledger.ts'

/** What of Kafka's admin the consumed stage needs. Offsets are the next to be read, as text; '-1' = none committed. */
export interface GroupReader {
  groupOffsets: (group: string, topics: string[]) => Promise<{ topic: string; partition: number; offset: string }[]>
}

/**
 * Notes "group X passed this record" when a group of the request's system has committed past it. The commit's time is an upper bound:
 * the record was read at or before then. Asks only about open requests; one round at a time.
 */
export function createConsumed({
  book,
  admin,
  clock,
  log,
}: {
  book: Book
  admin: GroupReader
  clock: Clock
  log: Log
}): {
  look: () => Promise<void>
} {
  let looking = false
  let rounds = 0
  let failing = false

  const look = async (): Promise<void> => {
    const asked = new Map<string, { group: string; topics: Set<string>; lives: Live[] }>()
    // One that has waited for long is looked after less often: perhaps nobody will ever read it.
    const after = rounds++ % 30 === 0 ? 0 : clock.now() - 600_000
    for (const live of book.open()) {
      if ((live.from ?? live.row.at) < after) continue
      if (
        live.row.state === 'waiting' ||
        live.consumedAt !== undefined ||
        !live.row.sent ||
        !('topic' in live.row.sent)
      )
        continue
      for (const group of live.system.groups ?? []) {
        const of = asked.get(group) ?? { group, topics: new Set(), lives: [] }
        of.topics.add(live.row.sent.topic)
        of.lives.push(live)
        asked.set(group, of)
      }
    }
    for (const { group, topics, lives } of asked.values()) {
      const offsets = await admin.groupOffsets(group, [...topics])
      const committed = new Map(offsets.map((o) => [`${o.topic}/${o.partition}`, BigInt(o.offset)]))
      book.together(() => {
        for (const live of lives) {
          const { sent } = live.row
          if (!sent || !('topic' in sent) || live.consumedAt !== undefined) continue
          const passed = (committed.get(`${sent.topic}/${sent.partition}`) ?? -1n) > BigInt(sent.offset)
          if (!passed) continue
          const stage = { id: 'consumed' as const, title: `Group ${group} passed this record` }
          book.change(live, live.row.state === 'sent' ? { say: 'Read by the service' } : {}, stage)
          live.consumedAt = live.row.stages.at(-1)!.at
        }
      })
    }
  }

  return {
    look: async () => {
      if (looking) return
      looking = true
      try {
        await look()
        failing = false
      } catch (error) {
        // Said once: with Kafka down this would be a line a second.
        if (!failing) log.debug({ err: error }, 'committed offsets cannot be read')
        failing = true
      } finally {
        looking = false
      }
    },
  }
}
