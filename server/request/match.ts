import { isDeepStrictEqual } from 'node:util'
import type { Entry, Form, Reply, System } from '#lib/contract.ts'
import type { Log } from '#server/log.ts'
import type { Clock } from '#server/store/clock.ts'
import { type Book, isOpen } from './book.ts'
import type { OnPair } from './exchanges.ts'
import type { Live } from './ledger.ts'
import { answer, noteStage, placeOf } from './verdict.ts'

/** Two machines' clocks may differ by this much and an answer still counts as newer than its request, ms. */
const skewMs = 250
/** An answer is written before its service commits; after the commit it has this long to reach us before the next answer is for the next request, ms. */
const settleMs = 5_000

interface Road {
  form: Form
  reply: Reply
  waiting: Map<string, Set<Live>>
  queue: Live[]
  /** What came just before an HTTP call was answered, since its record can overtake the response. */
  just: { correlation: string; entry: Entry }[]
  /** HTTP calls under way; without one nothing is kept in `just`. */
  calling: Set<Live>
  /** Its replies are found by the pairing of everybody's requests. */
  paired: boolean
}

export interface Matcher {
  /** Begin to look for the answer. Again after each attempt. */
  watch: (live: Live) => void
  forget: (live: Live) => void
  entries: (entries: Entry[]) => void
}

/**
 * Finds the request an arriving record answers, in constant time per record: by the header `x-request-id` (exact) if it is one of ours, else by
 * the contract's correlation. A request stays until it is answered; a different second answer to an exact one is noted as a conflict.
 */
export function createMatcher({
  systems,
  book,
  clock,
  log,
  pairs,
}: {
  systems: readonly System[]
  book: Book
  clock: Clock
  log: Log
  pairs?: (listener: OnPair) => void
}): Matcher {
  const roads = new Map<string, Road>()
  const byTopic = new Map<string, Road[]>()
  for (const system of systems) {
    for (const form of system.forms ?? []) {
      if (!form.reply) continue
      const road: Road = {
        form,
        reply: form.reply,
        waiting: new Map(),
        queue: [],
        just: [],
        calling: new Set(),
        paired: system.exchange?.replies === form.reply.topic,
      }
      roads.set(`${system.id}/${form.id}`, road)
      for (const topic of new Set([form.reply.topic, form.reply.also?.topic])) {
        if (topic) byTopic.set(topic, [...(byTopic.get(topic) ?? []), road])
      }
    }
  }
  const roadOf = (live: Live) => roads.get(`${live.row.system}/${live.row.form}`)

  const watch = (live: Live): void => {
    const road = roadOf(live)
    if (!road) return
    if (road.reply.fifo) {
      if (live.from !== null && isOpen(live.row.state) && !road.queue.includes(live)) road.queue.push(live)
      return
    }
    if (road.form.door.kind === 'http' && live.from !== null && isOpen(live.row.state)) {
      if (!road.calling.size) road.just.length = 0
      road.calling.add(live)
    }
    if (live.correlation === null || (!isOpen(live.row.state) && road.reply.certainty !== 'exact')) return
    const set = road.waiting.get(live.correlation) ?? new Set()
    road.waiting.set(live.correlation, set.add(live))
    for (const { correlation, entry } of [...road.just]) if (correlation === live.correlation) offer(road, live, entry)
  }

  const forget = (live: Live): void => {
    const road = roadOf(live)
    if (!road) return
    road.calling.delete(live)
    const i = road.queue.indexOf(live)
    if (i >= 0) road.queue.splice(i, 1)
    const set = live.correlation === null ? undefined : road.waiting.get(live.correlation)
    if (set?.delete(live) && !set.size) road.waiting.delete(live.correlation!)
  }

  const take = (live: Live, entry: Entry, certainty: 'exact' | 'inferred'): void => {
    const { row, form } = live
    const reply = form.reply!
    if (
      row.reply?.topic === entry.topic &&
      row.reply.partition === entry.partition &&
      row.reply.offset === entry.offset
    )
      return
    if (row.stages.some((stage) => stage.detail === placeOf(entry))) return
    if (row.state === 'cancelled') return
    if (reply.also?.topic === entry.topic && reply.topic !== entry.topic) {
      hear(live, entry, reply.also)
      return
    }
    const stage = reply.stage?.(entry.message)
    if (isOpen(row.state) && form.door.kind === 'topic') {
      if (stage) noteStage(book, live, { title: stage, entry })
      else answer(book, live, { message: entry.message, certainty, entry, at: clock.now() })
    } else if (form.door.kind === 'http') {
      noteStage(book, live, { title: `Seen on ${entry.topic}`, entry })
    } else if (certainty === 'exact' && !stage) {
      const same = isDeepStrictEqual(row.reply?.message, entry.message)
      noteStage(book, live, { title: same ? 'Answered again, the same' : 'Conflict: a different second answer', entry })
    }
    if (form.door.kind === 'http' || (!isOpen(live.row.state) && certainty === 'inferred')) forget(live)
  }

  /** A word from the other topic: a stage, or that it failed; never the answer itself. */
  const hear = (live: Live, entry: Entry, also: NonNullable<Reply['also']>): void => {
    if (!isOpen(live.row.state)) return
    const failed = also.failed?.(entry.message)
    if (failed !== undefined) {
      answer(book, live, { message: entry.message, certainty: 'exact', entry, failed, at: clock.now() })
      return
    }
    const title = also.stage(entry.message)
    if (title !== undefined) noteStage(book, live, { title, entry })
  }

  const offer = (road: Road, live: Live, entry: Entry): void => {
    if (
      live.from === null
        ? road.reply.certainty !== 'exact'
        : road.reply.certainty !== 'exact' && entry.time < live.from - skewMs
    )
      return
    take(live, entry, road.form.door.kind === 'http' ? 'inferred' : road.reply.certainty)
  }

  /** The first in line, after those that were consumed long ago and never answered. */
  const head = (road: Road, time: number): Live | undefined => {
    for (;;) {
      const first = road.queue[0]
      if (!first || isOpen(first.row.state) === false) {
        if (!first) return undefined
        road.queue.shift()
        continue
      }
      const givenUp = first.consumedAt !== undefined && time > first.consumedAt + settleMs && road.queue.length > 1
      if (!givenUp) return first.from !== null && time >= first.from - skewMs ? first : undefined
      road.queue.shift()
    }
  }

  const overhear = (road: Road, entry: Entry): void => {
    if (!road.waiting.size || road.reply.certainty !== 'exact' || road.form.door.kind !== 'topic') return
    const correlation = (entry.topic === road.reply.topic ? road.reply : road.reply.also!).in(entry.message, entry)
    if (correlation !== null) for (const live of [...(road.waiting.get(correlation) ?? [])]) offer(road, live, entry)
  }

  const route = (entry: Entry, onTopic: Road[]): void => {
    const id = entry.headers?.['x-request-id']
    if (id) {
      const live = book.get(id)
      // Our own request record also comes by on its topic.
      const own =
        live?.form.door.kind === 'topic' &&
        live.form.door.topic === entry.topic &&
        entry.headers?.['x-attempt'] !== undefined
      const mine = live && roadOf(live)
      if (live && mine && !own && onTopic.includes(mine)) take(live, entry, 'exact')
      // One word can be what two forms waited for: that a job is over answers who submitted it and who wanted it cancelled. An id that is none of
      // ours may be a gateway's: what the message names exactly counts. By less than that it is someone else's answer.
      if (!own) for (const road of onTopic) if (road !== mine && !road.reply.fifo) overhear(road, entry)
      return
    }
    for (const road of onTopic) {
      if (road.reply.fifo && entry.topic === road.reply.topic) {
        // Others ask there too: whose turn it was is told by the pairing of all of them.
        if (pairs && road.paired) continue
        const live = head(road, entry.time)
        if (live) take(live, entry, 'inferred')
        continue
      }
      if (!road.waiting.size && !road.calling.size) continue
      const correlation = (entry.topic === road.reply.topic ? road.reply : road.reply.also!).in(entry.message, entry)
      if (correlation === null) continue
      if (road.calling.size) {
        road.just.push({ correlation, entry })
        if (road.just.length > 256) road.just.shift()
      }
      for (const live of [...(road.waiting.get(correlation) ?? [])]) offer(road, live, entry)
    }
  }

  /** Cheap, since it is asked of every record: is there anything on this topic that the record could be an answer to. */
  const mayConcern = (entry: Entry): boolean => {
    const onTopic = byTopic.get(entry.topic)
    if (!onTopic) return false
    if (entry.headers?.['x-request-id'] !== undefined) return true
    return onTopic.some((road) => road.waiting.size || road.queue.length || road.calling.size)
  }

  pairs?.(({ exchange, entry }) => {
    const live = exchange.asked?.id === undefined ? undefined : book.get(exchange.asked.id)
    if (live?.form.reply?.fifo && exchange.match === 'inferred') book.together(() => take(live, entry, 'inferred'))
  })
  book.onForget(forget)
  return {
    watch,
    forget,
    entries: (entries) => {
      const mine = entries.filter(mayConcern)
      if (!mine.length) return
      book.together(() => {
        for (const entry of mine) {
          try {
            route(entry, byTopic.get(entry.topic)!)
          } catch (error) {
            log.warn({ err: error, at: placeOf(entry) }, 'a record could not be compared with the open requests')
          }
        }
      })
    },
  }
}
