import type { Entry, System } from '#lib/contract.ts'
import type { Clock } from '#server/store/clock.ts'
import type { Book } from './book.ts'
import type { Doubts } from './doubts.ts'
import type { Live } from './ledger.ts'
import type { Letter, Outbox } from './outbox.ts'
import type { Outcome } from './relay.ts'
import type { Position } from './to-kafka.ts'
import { noteStage, produced } from './verdict.ts'

export interface Arrivals {
  /** Roads on which nothing may leave yet. */
  held: () => string[]
  /** What the feed shows of our own records. */
  entries: (entries: Entry[]) => void
  /** Corrects outcomes by what was seen, and holds the road where one stays open. */
  judge: (road: string, letters: Letter[], outcomes: Outcome<Position>[]) => Outcome<Position>[]
}

/**
 * Recognises our own records on their topics, by `x-request-id` and `x-attempt`. One that is there without an acknowledgement
 * (the console was killed, or the connection cut) counts as sent and leaves the outbox: it is never sent a second time.
 */
export function createArrivals(deps: {
  systems: readonly System[]
  book: Book
  outbox: Outbox
  doubts: Doubts | undefined
  clock: Clock
  busy: (requestId: string) => boolean
}): Arrivals {
  const { book, outbox, doubts, clock, busy } = deps
  const doors = new Set(
    deps.systems.flatMap((system) =>
      (system.forms ?? []).flatMap(({ door }) => (door.kind === 'topic' ? [door.topic] : [])),
    ),
  )
  /** Seen while their sending was under way, until its outcome is known. */
  const seen = new Map<string, Position>()
  for (const road of outbox.roads('record')) doubts?.hold(road)

  const ours = (entry: Entry): Live | undefined => {
    const id = entry.headers?.['x-request-id']
    if (id === undefined || !doors.has(entry.topic)) return undefined
    const live = book.get(id)
    if (live?.form.door.kind !== 'topic' || live.form.door.topic !== entry.topic) return undefined
    return Number(entry.headers?.['x-attempt']) === live.row.attempts && !live.row.sent ? live : undefined
  }

  return {
    held: () => doubts?.held() ?? [],
    entries: (entries) => {
      for (const entry of entries) {
        const live = ours(entry)
        if (!live) continue
        const { id } = live.row
        const at = { topic: entry.topic, partition: entry.partition, offset: entry.offset }
        if (live.row.state === 'cancelled') noteStage(book, live, { title: 'Had reached Kafka already', entry })
        else if (busy(id)) seen.set(id, at)
        else
          book.together(() => {
            outbox.drop(id)
            produced(book, live, { at, now: clock.now() })
          })
      }
    },
    judge: (road, letters, outcomes) => {
      const judged = outcomes.map((outcome, i) => {
        const at = seen.get(letters[i]?.requestId ?? '')
        return at && 'again' in outcome ? { sent: at } : outcome
      })
      for (const letter of letters) if (letter.requestId) seen.delete(letter.requestId)
      if (judged.some((outcome) => 'again' in outcome && outcome.doubtful)) doubts?.hold(road)
      return judged
    },
  }
}
