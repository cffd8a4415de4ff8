import type { Entry, System } from '#lib/contract.ts'
import { groupsOf } from '#lib/define.ts'
import { type Asked, createPairing, type Exchange, type Pairing, type Said } from '#lib/finrobot/pairing.ts'
import { DeadLetter, deadLetters } from '#lib/own-topics.ts'
import { type Bad, decode, isBad, preview, type Seen } from '#server/feed/decode.ts'
import type { Index } from '#server/feed/index-store.ts'
import { createRate } from '#server/feed/rate.ts'
import type { Log } from '#server/log.ts'
import type { FeedListener } from '#server/ports.ts'
import { type Clock, realClock } from '#server/store/clock.ts'
import type { GroupReader } from './consumed.ts'
import { provideExchanges } from './exchange-view.ts'
import type { Provides } from './views.ts'

/** Records of each topic that are looked at again after a restart, and exchanges that are known at most. */
const known = 1000
/** A reply is written before its request is committed; after that it has this long to reach us, ms. */
const settleMs = 5000
/** Of a text or an error only so much is sent to a list. */
const shown = { text: 400, texts: 4, response: 1200, error: 1600 }

export interface Lane {
  system: System
  pairing: Pairing
  groups: string[]
  in: number
  bad: number
  newest: number
  rate: ReturnType<typeof createRate>
  changed: Set<() => void>
}

export type OnPair = (paired: { system: string; exchange: Exchange; entry: Entry }) => void

export interface Exchanges {
  /** All exchanges of a system that are known, oldest first. */
  of: (system: string) => readonly Exchange[]
  /** Told of each reply that found its request, in the turn in which the second of the two was read. */
  onPair: (listener: OnPair) => void
  close: () => void
}

export interface ExchangesDeps {
  systems: readonly System[]
  settings: Record<string, string | undefined>
  feed: { listen: (listener: FeedListener) => unknown }
  index: Pick<Index, 'tail'>
  hub: Provides
  admin: GroupReader
  log: Log
  clock?: Clock
}

/** Requests and replies of the systems that declare an exchange, paired for every sender. Rebuilt from the index at start. */
export function createExchanges(deps: ExchangesDeps): Exchanges {
  const { systems, feed, index, hub, log, clock = realClock } = deps
  const listeners = new Set<OnPair>()
  const lanes = new Map<string, Lane>()
  const byTopic = new Map<string, Lane>()
  /** Replies whose request is not known yet, as they came: who listens wants the whole record. */
  const records = new Map<string, Entry>()

  for (const system of systems) {
    if (!system.exchange) continue
    const pairing = createPairing({
      keep: known,
      onPair(exchange) {
        const entry = records.get(exchange.said!.place)
        if (entry) for (const tell of listeners) tell({ system: system.id, exchange, entry })
      },
    })
    const more = { in: 0, bad: 0, newest: 0, rate: createRate(), changed: new Set<() => void>() }
    const lane: Lane = { system, pairing, groups: groupsOf(system, deps.settings), ...more }
    lanes.set(system.id, lane)
    byTopic.set(system.exchange.requests, lane)
    byTopic.set(system.exchange.replies, lane)
  }

  function take(lane: Lane, seen: Seen): void {
    const { requests, replies } = lane.system.exchange!
    if (seen.topic === requests) lane.pairing.ask(askedOf(lane.system, seen))
    else if (seen.topic === replies && !isBad(seen)) {
      records.set(`${seen.partition}/${seen.offset}`, seen)
      if (records.size > 2 * known) records.delete(records.keys().next().value!)
      lane.pairing.say(saidOf(lane.system, seen))
    }
    if (seen.time > lane.newest) lane.newest = seen.time
  }

  function live(lane: Lane, all: readonly Seen[]): void {
    for (const seen of all) take(lane, seen)
    lane.in += all.length
    lane.rate.add(all.length, clock.now())
    for (const changed of lane.changed) changed()
  }

  function buried(entries: readonly Entry[]): void {
    for (const { message } of entries) {
      const letter = DeadLetter.safeParse(message)
      const lane = letter.success ? byTopic.get(letter.data.origin_topic) : undefined
      if (!letter.success || !lane) continue
      lane.pairing.buried(`${letter.data.partition}/${letter.data.offset}`, letter.data.cause)
      for (const changed of lane.changed) changed()
    }
  }

  for (const lane of lanes.values()) restoreInto(lane)
  feed.listen({
    entries(entries) {
      // One call is about one topic.
      const topic = entries[0]?.topic
      if (topic === undefined) return
      const lane = byTopic.get(topic)
      if (lane) live(lane, entries as Seen[])
      else if (topic === deadLetters.name) buried(entries)
    },
    bad(bad) {
      const lane = byTopic.get(bad.topic)
      if (!lane) return
      lane.bad++
      const { raw, ...rest } = bad
      live(lane, [{ ...rest, key: null, size: raw.value?.length ?? 0, preview: preview(raw.value) } satisfies Bad])
    },
  })

  function restoreInto(lane: Lane): void {
    const { requests, replies } = lane.system.exchange!
    const read = (topic: string) => {
      const contract = lane.system.topics.find((t) => t.name === topic)
      return index.tail(topic, known).map(({ raw }) => decode(raw, contract))
    }
    const [asked, said] = [read(requests), read(replies)]
    // Where one of them reaches back less far, what the other has from before would find no partner.
    const cut = said.length === known ? said[0]!.time : 0
    const all = [...asked.filter((one) => one.time >= cut), ...said]
    for (const seen of all.sort((a, b) => a.time - b.time)) take(lane, seen)
    log.info(
      { system: lane.system.id, requests: asked.length, replies: said.length },
      'requests and replies paired again',
    )
  }

  /** Requests that the group has passed, without a reply. */
  async function look(): Promise<void> {
    for (const { pairing, groups, system, changed } of lanes.values()) {
      const oldest = pairing.oldest()
      const before = clock.now() - settleMs
      if (!oldest || oldest.t > before) continue
      const version = pairing.version()
      for (const group of groups)
        for (const { partition, offset } of await deps.admin.groupOffsets(group, [system.exchange!.requests]))
          pairing.passed(partition, BigInt(offset), before)
      if (pairing.version() !== version) for (const tell of changed) tell()
    }
  }
  const stop = clock.every(2000, () => void look().catch(() => {}))
  provideExchanges({ hub, lanes, clock })

  return {
    of: (system) => lanes.get(system)?.pairing.all() ?? [],
    onPair: (listener) => void listeners.add(listener),
    close: stop,
  }
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text)

function askedOf({ exchange }: System, seen: Seen): Asked {
  const place = { place: `${seen.partition}/${seen.offset}`, t: seen.time }
  if (isBad(seen))
    return { ...place, texts: seen.preview ? [seen.preview] : [], n: 0, bad: `${seen.cause}: ${cut(seen.detail, 200)}` }
  const texts = exchange!.texts(seen.message)
  const id = seen.headers?.['x-request-id']
  return {
    ...place,
    ...(id && { id }),
    texts: texts.slice(0, shown.texts).map((text) => cut(text, shown.text)),
    n: texts.length,
  }
}

function saidOf({ exchange }: System, entry: Entry): Said {
  const { message, headers = {} } = entry
  const of = exchange!
  const response = of.response(message)
  const error = of.error(message)
  const [answers, model, id] = [headers[of.headers.answers], headers[of.headers.model], headers['x-request-id']]
  return {
    place: `${entry.partition}/${entry.offset}`,
    t: entry.time,
    response: response === null ? null : cut(response, shown.response),
    cause: of.cause(message) ?? null,
    error: error === null ? null : cut(error, shown.error),
    ...(answers && /^\d+\/\d+$/.test(answers) && { answers }),
    ...(id && { id }),
    ...(model && { model: cut(model, 300) }),
  }
}
