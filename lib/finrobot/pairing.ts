/** A request as it stands on its topic. `place` is "partition/offset"; `t` the record's time, epoch ms. */
export interface Asked {
  place: string
  t: number
  /** `x-request-id`, where its sender gave one. */
  id?: string
  /** Its beginning, for a list; and how many texts there are. */
  texts: string[]
  n: number
  /** Why the console cannot read it; the service then refuses it, most likely. */
  bad?: string
}

/** A reply. What a service tells of it beyond the message is in its headers. */
export interface Said {
  place: string
  t: number
  response: string | null
  /** What went wrong, as one kind of thing. */
  cause: string | null
  error: string | null
  /** Place of the request it says it answers, the request's own id, and the model that spoke. */
  answers?: string
  id?: string
  model?: string
}

export type Match = 'exact' | 'inferred'
/** `unanswered`: the service is past it and did not reply. `unclaimed`: a reply that belongs to no request we know. */
export type ExchangeState = 'waiting' | 'answered' | 'failed' | 'unanswered' | 'unclaimed'
export interface Exchange {
  k: string
  t: number
  asked: Asked | null
  said: Said | null
  match: Match | null
  state: ExchangeState
  /** Why there is no reply. */
  why?: string
  /** Replies after the first: the service read the request again. */
  again: number
}

export interface PairingOptions {
  /** Exchanges that are kept; the oldest go. */
  keep?: number
  /** Two machines' clocks may differ by this much, ms. */
  skewMs?: number
  onPair?: (exchange: Exchange) => void
}

export type Pairing = ReturnType<typeof createPairing>

const partOf = (place: string): [partition: string, offset: bigint] => {
  const [partition = '', offset = '0'] = place.split('/')
  return [partition, BigInt(offset)]
}

/**
 * Pairs the replies of a service that reads requests in order and answers each once, whoever sent them. A reply that names its request is
 * matched exactly. One that does not belongs to the request that has waited longest (inferred). Requests and replies may be heard in any
 * order, as after an absence; each topic for itself must be in order. A value is never changed once it was given out: a new one takes its place.
 */
export function createPairing({ keep = 1000, skewMs = 100, onPair }: PairingOptions = {}) {
  /** In the order of their times, oldest first, most of the time: a map keeps the order of arrival. */
  const all = new Map<string, Exchange>()
  /** Waiting requests, oldest first, and replies nobody asked for yet. */
  const open: string[] = []
  const loose: string[] = []
  /** Loose replies that name their request. */
  const claims = new Map<string, string>()
  const byId = new Map<string, string>()
  /** First offset known per partition: a reply to an earlier one is of no request we could know. */
  const first = new Map<string, bigint>()
  let version = 0

  const set = (exchange: Exchange): Exchange => {
    all.set(exchange.k, exchange)
    version++
    return exchange
  }
  const get = (k: string | undefined): Exchange | undefined => (k === undefined ? undefined : all.get(k))

  function forget(): void {
    for (const [k, { asked, said, state }] of all) {
      if (all.size <= keep) break
      all.delete(k)
      if (asked?.id) byId.delete(asked.id)
      if (state === 'waiting') without(open, k)
      if (state === 'unclaimed' && said) unclaim(k, said)
    }
  }

  function pair(request: Exchange, said: Said, match: Match): void {
    without(open, request.k)
    const state = said.cause === null ? 'answered' : 'failed'
    const { why, ...rest } = request
    const paired = set({ ...rest, said, match, state })
    onPair?.(paired)
  }

  /** The service reads a partition in order: what comes before an answered request was left out. */
  function passOver(place: string): void {
    const [partition, offset] = partOf(place)
    for (const k of [...open]) {
      const [p, o] = partOf(k.slice(1))
      if (p === partition && o < offset) drop(k, 'the service went on without a reply')
    }
  }

  function drop(k: string, why: string): void {
    const exchange = get(k)
    if (exchange?.state !== 'waiting') return
    without(open, k)
    set({ ...exchange, state: 'unanswered', why })
  }

  const claimOf = (said: Said): string | undefined =>
    said.answers !== undefined ? `q${said.answers}` : said.id !== undefined ? `id ${said.id}` : undefined
  const unclaim = (k: string, said: Said): void => {
    without(loose, k)
    const claim = claimOf(said)
    if (claim !== undefined) claims.delete(claim)
  }
  const named = (said: Said): string | undefined =>
    said.answers !== undefined ? `q${said.answers}` : said.id !== undefined ? byId.get(said.id) : undefined

  function exactly(said: Said, request: Exchange): void {
    if (request.said) {
      if (request.said.place !== said.place) set({ ...request, again: request.again + 1 })
      return
    }
    passOver(request.asked!.place)
    pair(request, said, 'exact')
  }

  /** Oldest waiting request with oldest loose reply, as long as the reply is not older than the request. */
  function inOrder(): void {
    for (;;) {
      const reply = get(loose[0])
      const request = get(open[0])
      if (!reply?.said || !request?.asked) return
      if (reply.t < request.t - skewMs) {
        // It came before anything that waits: it stays unclaimed.
        loose.shift()
        continue
      }
      loose.shift()
      all.delete(reply.k)
      pair(request, reply.said, 'inferred')
    }
  }

  return {
    ask(asked: Asked): void {
      const k = `q${asked.place}`
      if (all.has(k)) return
      const [partition, offset] = partOf(asked.place)
      if (!first.has(partition) || offset < first.get(partition)!) first.set(partition, offset)
      if (asked.id) byId.set(asked.id, k)
      const request = set({ k, t: asked.t, asked, said: null, match: null, state: 'waiting', again: 0 })
      const claimed = get(claims.get(k) ?? (asked.id && claims.get(`id ${asked.id}`)))
      const at = open.findLastIndex((one) => get(one)!.t <= asked.t)
      open.splice(at + 1, 0, k)
      if (claimed?.said) {
        all.delete(claimed.k)
        unclaim(claimed.k, claimed.said)
        exactly(claimed.said, request)
      }
      inOrder()
      forget()
    },
    say(said: Said): void {
      const k = `r${said.place}`
      if (all.has(k)) return
      const request = get(named(said))
      if (request) {
        exactly(said, request)
        return
      }
      if (said.answers !== undefined) {
        const [partition, offset] = partOf(said.answers)
        if (first.has(partition) && offset < first.get(partition)!) return
      }
      set({ k, t: said.t, asked: null, said, match: null, state: 'unclaimed', again: 0 })
      const claim = claimOf(said)
      if (claim === undefined) loose.push(k)
      else claims.set(claim, k)
      inOrder()
      forget()
    },
    /** The group committed up to `offset` of a partition; requests before it that were read longer than `settleMs` ago stay without reply. */
    passed(partition: number, offset: bigint, before: number): void {
      for (const k of [...open]) {
        const [p, o] = partOf(k.slice(1))
        if (p === String(partition) && o < offset && get(k)!.t < before) drop(k, 'read by the service, no reply came')
      }
    },
    /** The worker could not answer it and kept it elsewhere. */
    buried: (place: string, cause: string): void => drop(`q${place}`, cause),
    waiting: (): number => open.length,
    oldest: (): Exchange | undefined => get(open[0]),
    /** Changes with every change. */
    version: () => version,
    /** Oldest first. */
    all: (): Exchange[] => [...all.values()],
  }
}

function without(list: string[], k: string): void {
  const at = list.indexOf(k)
  if (at >= 0) list.splice(at, 1)
}
