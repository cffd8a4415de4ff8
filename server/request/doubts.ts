import type { Log } from '#server/log.ts'
import type { Clock } from '#server/store/clock.ts'

/** What is still in the socket of a process that was killed is read by the broker within this after it answers again, ms. */
const stragglersMs = 1_000
/** A topic the console may write but not read is waited for this long, ms; then its letters go out at least once. */
const patienceMs = 30_000

/** Per partition the first offset and the one after the last record. */
export type Ends = { partition: number; low: string; high: string }[]

export interface DoubtsDeps {
  /** Asks the broker; rejects while it does not answer. */
  ends: (topic: string) => Promise<Ends>
  /** Next offset the feed has not seen yet. */
  cursor: (topic: string, partition: number) => string | undefined
  clock: Clock
  log: Log
  /** Roads are free again. */
  released: () => void
}

export interface Doubts {
  held: () => string[]
  /** Letters of this road may be in Kafka already, unacknowledged. */
  hold: (road: string) => void
  close: () => void
}

interface Held {
  asking: boolean
  answeredAt?: number
  ends?: Ends
}

/**
 * Holds roads back whose letters may have been written without our knowing (killed, or cut off, between sending and the acknowledgement),
 * until the feed has read all the topic held once the broker answered again. What it saw there is not sent a second time.
 */
export function createDoubts({ ends, cursor, clock, log, released }: DoubtsDeps): Doubts {
  const roads = new Map<string, Held>()
  let stop: (() => void) | undefined

  const isRead = (road: string, upTo: Ends) =>
    upTo.every(({ partition, low, high }) => low === high || BigInt(cursor(road, partition) ?? -1) >= BigInt(high))

  const free = (road: string) => {
    roads.delete(road)
    if (!roads.size) {
      stop?.()
      stop = undefined
    }
    released()
  }

  const look = (road: string, held: Held): void => {
    const waited = held.answeredAt === undefined ? 0 : clock.now() - held.answeredAt
    if (held.ends) {
      if (isRead(road, held.ends)) free(road)
      else if (waited > patienceMs) {
        log.warn({ road }, 'the topic could not be read back: what may have been sent is sent again under the same id')
        free(road)
      }
      return
    }
    if (held.asking || (held.answeredAt !== undefined && waited < stragglersMs)) return
    held.asking = true
    ends(road)
      .then(
        (found) => {
          if (held.answeredAt === undefined) held.answeredAt = clock.now()
          else held.ends = found
        },
        () => delete held.answeredAt,
      )
      .finally(() => {
        held.asking = false
      })
  }

  return {
    held: () => [...roads.keys()],
    hold: (road) => {
      roads.set(road, { asking: false })
      stop ??= clock.every(100, () => {
        for (const [road, held] of roads) look(road, held)
      })
    },
    close: () => stop?.(),
  }
}
