import type { DatabaseSync } from 'node:sqlite'
import type { System } from '#lib/contract.ts'
import type { KafkaState, RequestRow, RequestState } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { FeedListener, Sink } from '#server/ports.ts'
import type { Seals } from '#server/seal/seals.ts'
import { type Audit, createAudit } from '#server/store/audit.ts'
import { type Clock, realClock } from '#server/store/clock.ts'
import { createArrivals } from './arrivals.ts'
import { createBook, isOpen } from './book.ts'
import { kafkaCarrier, serviceCarrier } from './carriers.ts'
import { createChanges } from './change.ts'
import { createConsumed, type GroupReader } from './consumed.ts'
import { createDoubts, type DoubtsDeps } from './doubts.ts'
import type { OnPair } from './exchanges.ts'
import { createLedger } from './ledger.ts'
import { createMatcher } from './match.ts'
import { createOutbox, outboxLimits } from './outbox.ts'
import { createRelay, type Relay } from './relay.ts'
import type { ChangeResult, RequestQuery, Submission, SubmitResult } from './results.ts'
import { createSubmit } from './submit.ts'
import { type Provides, provideRequests } from './views.ts'

export interface Requests {
  /** Answers at once, with Kafka or without: what it accepts is on disk. */
  submit: (submission: Submission) => SubmitResult
  get: (id: string) => RequestRow | undefined
  /** Newest first, at most 1,000. */
  list: (q?: RequestQuery) => RequestRow[]
  cancel: (id: string, by?: string) => ChangeResult
  retry: (id: string, by?: string) => ChangeResult
  counts: () => Record<RequestState, number> & { outbox: { rows: number; bytes: number } }
  audit: Audit
  /** Kafka is back: send what waits now rather than after the backoff. Also noticed from `kafkaState`. */
  wake: () => void
  /** Stops sending and waits for what is under way. */
  close: () => Promise<void>
}

export interface RequestsDeps {
  db: DatabaseSync
  sink: Sink
  feed: { listen: (listener: FeedListener) => unknown }
  hub: Provides
  settings: Record<string, string | undefined>
  systems: readonly System[]
  log: Log
  admin: GroupReader
  kafkaState?: () => KafkaState
  /** How a topic is read back before something doubtful is sent again; without it, it is sent at least once. */
  readBack?: Pick<DoubtsDeps, 'ends' | 'cursor'>
  /** Tells which reply belongs to which request where a service answers everybody in order; without it only our own requests are counted. */
  pairs?: (listener: OnPair) => void
  clock?: Clock
  fetch?: typeof fetch
  /** What a message breaks in a registered schema. */
  outgoing?: (topic: string, message: unknown) => string | undefined
  seal?: Seals['seal']
  limits?: { rows: number; bytes: number }
}

const dayMs = 86_400_000
/** Finished requests are listed this long. The audit keeps who asked for ever. */
const keepMs = 30 * dayMs

/** Everything asked through the console: accepted, sent, followed to its answer. Open requests are taken up again after a restart. */
export function createRequests(deps: RequestsDeps): Requests {
  const { db, sink, feed, hub, settings, systems, log, admin, clock = realClock, limits = outboxLimits } = deps
  const ledger = createLedger(db, systems)
  ledger.prune(clock.now() - keepMs)
  const book = createBook({ db, ledger, clock, log })
  const outbox = createOutbox(db, limits)
  const audit = createAudit(db)
  const matcher = createMatcher({ systems, book, clock, log, ...(deps.pairs && { pairs: deps.pairs }) })
  const consumed = createConsumed({ book, admin, clock, log })
  const doubts = deps.readBack && createDoubts({ ...deps.readBack, clock, log, released: () => toKafka.kick() })
  const arrivals = createArrivals({ systems, book, outbox, doubts, clock, busy: (id) => toKafka.busy(id) })
  const follow = { book, matcher, clock, log }
  const toKafka: Relay = createRelay({ outbox, carrier: kafkaCarrier({ ...follow, sink, arrivals }), clock, log })
  const toServices = createRelay({
    outbox,
    carrier: serviceCarrier({ ...follow, ...(deps.fetch && { call: deps.fetch }) }),
    clock,
    log,
  })
  const kick = () => {
    toKafka.kick()
    toServices.kick()
  }
  const busy = (id: string) => toKafka.busy(id) || toServices.busy(id)

  const submit = createSubmit({
    systems,
    settings,
    book,
    ledger,
    outbox,
    audit,
    clock,
    outgoing: deps.outgoing,
    seal: deps.seal,
    accepted: (live) => {
      matcher.watch(live)
      kick()
    },
  })
  const { outgoing } = deps
  const changes = createChanges({ book, ledger, outbox, audit, matcher, clock, settings, busy, kick, outgoing })

  for (const live of book.known().sort((a, b) => (a.from ?? a.row.at) - (b.from ?? b.row.at))) matcher.watch(live)
  book.onChange((live) => {
    // Answered before it was marked as sent (the console died in between): sending it again would only ask twice.
    if (!isOpen(live.row.state) && live.row.reply && !live.row.sent && !busy(live.row.id)) outbox.drop(live.row.id)
  })
  provideRequests({ hub, book, clock })
  const unlisten = feed.listen({
    entries: (entries) => {
      arrivals.entries(entries)
      matcher.entries(entries)
    },
  })

  let wasUp = false
  let pruneAt = clock.now() + dayMs
  const tick = () => {
    const now = clock.now()
    const late = book
      .open()
      .filter((live) => live.row.state === 'sent' && live.deadline !== null && live.deadline < now)
    if (late.length)
      book.together(() =>
        late.forEach(
          (live) =>
            void book.change(
              live,
              { state: 'late', say: 'No answer in time' },
              { id: 'late', title: 'No answer in time' },
            ),
        ),
      )
    book.retrySaving()
    outbox.sweep()
    void consumed.look()
    const up = deps.kafkaState?.().state === 'up'
    if (up && !wasUp) toKafka.wake()
    wasUp = up
    if (now < pruneAt) return
    pruneAt = now + dayMs
    ledger.prune(now - keepMs)
    book.recount()
  }
  const stopTicking = clock.every(1_000, () => {
    try {
      tick()
    } catch (error) {
      log.error({ err: error }, 'the requests could not be looked through; tried again in a second')
    }
  })
  kick()

  return {
    submit,
    get: (id) => book.get(id)?.row,
    list: (q = {}) => ledger.list(q),
    ...changes,
    counts: () => ({ ...book.counts(), outbox: outbox.size() }),
    audit,
    wake: () => {
      toKafka.wake()
      toServices.wake()
    },
    close: async () => {
      stopTicking()
      doubts?.close()
      if (typeof unlisten === 'function') unlisten()
      await Promise.all([toKafka.close(6_000), toServices.close(6_000)])
    },
  }
}
