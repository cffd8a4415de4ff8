import type { Log } from '#server/log.ts'
import type { Sink } from '#server/ports.ts'
import type { Clock } from '#server/store/clock.ts'
import type { Arrivals } from './arrivals.ts'
import type { Book } from './book.ts'
import { correlate } from './compose.ts'
import type { Live } from './ledger.ts'
import type { Matcher } from './match.ts'
import type { Letter } from './outbox.ts'
import type { Carrier } from './relay.ts'
import { type Position, toKafka } from './to-kafka.ts'
import { type Answered, toService } from './to-service.ts'
import { answer, produced } from './verdict.ts'

interface Deps {
  book: Book
  matcher: Matcher
  clock: Clock
  log: Log
}

/** What both carriers do when a letter of a request starts, waits or is refused. */
function following({ book, matcher, clock }: Deps, waitsFor: string) {
  const of = (letter: Letter): Live | undefined => (letter.requestId ? book.get(letter.requestId) : undefined)
  return {
    of,
    starting: (letter: Letter) => {
      const live = of(letter)
      if (!live) return
      live.from = clock.now()
      matcher.watch(live)
    },
    delayed: (letter: Letter, why: string) => {
      const live = of(letter)
      const say = `Waiting for ${waitsFor}: ${why}`
      if (live?.row.state === 'waiting' && live.row.say !== say) book.change(live, { say })
    },
    refused: (live: Live, why: string) =>
      book.change(
        live,
        { state: 'failed', doneAt: clock.now(), say: why, error: why },
        { id: 'failed', title: 'Not accepted by Kafka', detail: why },
      ),
    commit: (work: () => void) => book.together(work),
  }
}

/** Records to topics. The deadline starts when Kafka has the record, not while it waits here. */
export function kafkaCarrier(deps: Deps & { sink: Sink; arrivals: Arrivals }): Carrier<Position> {
  const { sink, book, clock, arrivals } = deps
  const follow = following(deps, 'Kafka')
  return {
    ...follow,
    kinds: ['record'],
    together: 200,
    held: arrivals.held,
    deliver: async (road, letters) => arrivals.judge(road, letters, await toKafka(sink, letters)),
    settled: (letter, outcome) => {
      const live = follow.of(letter)
      if (!live) return
      if ('refused' in outcome) return follow.refused(live, outcome.refused)
      produced(book, live, { at: { ...outcome.sent, topic: letter.road }, now: clock.now() })
    },
  }
}

/** Calls to a system's own service; its response is the reply. */
export function serviceCarrier(deps: Deps & { call?: typeof fetch }): Carrier<Answered> {
  const { book, matcher, clock, call } = deps
  const follow = following(deps, 'the service')
  return {
    ...follow,
    kinds: ['call'],
    together: 8,
    deliver: (_, letters) => Promise.all(letters.map((letter) => toService(letter, call))),
    settled: (letter, outcome) => {
      const live = follow.of(letter)
      if (!live) return
      if ('refused' in outcome) return follow.refused(live, outcome.refused)
      const { url, status, body, failed } = outcome.sent
      const at = clock.now()
      book.change(
        live,
        { sent: { url, status } },
        { id: 'called', title: 'Called', at, detail: `${status} from ${url}` },
      )
      answer(book, live, { message: body, certainty: 'exact', at, ...(failed !== undefined && { failed }) })
      matcher.forget(live)
      const correlation =
        failed === undefined ? correlate(live.form, { id: live.row.id, input: live.row.input, message: body }) : null
      if (correlation === null) return
      live.correlation = correlation
      matcher.watch(live)
    },
  }
}
