import type { Audit } from '#server/store/audit.ts'
import type { Clock } from '#server/store/clock.ts'
import type { Book } from './book.ts'
import { compose } from './compose.ts'
import type { Ledger } from './ledger.ts'
import type { Matcher } from './match.ts'
import type { Outbox } from './outbox.ts'
import type { ChangeResult } from './results.ts'
import { refusalOf } from './submit.ts'

interface Deps {
  book: Book
  ledger: Ledger
  outbox: Outbox
  audit: Audit
  matcher: Matcher
  clock: Clock
  settings: Record<string, string | undefined>
  busy: (id: string) => boolean
  kick: () => void
  outgoing?: (topic: string, message: unknown) => string | undefined
}

/** Taking a request back while it waits here, and asking again when it failed. */
export function createChanges(deps: Deps): {
  cancel: (id: string, by?: string) => ChangeResult
  retry: (id: string, by?: string) => ChangeResult
} {
  const { book, outbox, audit, matcher, clock, settings, busy, kick } = deps
  const unknown = (id: string): ChangeResult => ({
    ok: false,
    status: 404,
    title: 'No such request',
    detail: `There is no request ${id}.`,
  })
  const conflict = (detail: string): ChangeResult => ({ ok: false, status: 409, title: 'Not possible now', detail })

  return {
    cancel: (id, by = 'someone') => {
      const live = book.get(id)
      if (!live) return unknown(id)
      if (live.row.state !== 'waiting' || busy(id)) return conflict('It has left already; Kafka takes nothing back.')
      try {
        book.together(() => {
          outbox.drop(id)
          audit.write({ who: by, what: 'cancel', target: id, outcome: 'cancelled', at: clock.now() })
          book.change(
            live,
            { state: 'cancelled', doneAt: clock.now(), say: 'Cancelled before it was sent' },
            { id: 'cancelled', title: 'Cancelled', detail: by },
          )
        })
      } catch (error) {
        return refusalOf(error)
      }
      matcher.forget(live)
      return { ok: true, status: 200, request: live.row }
    },
    retry: (id, by = 'someone') => {
      const live = book.get(id)
      if (!live) return unknown(id)
      if (!['failed', 'late', 'cancelled'].includes(live.row.state))
        return conflict('Only a failed, late or cancelled request can be sent again.')
      const attempt = live.row.attempts + 1
      const composed = compose({
        system: live.system,
        form: live.form,
        input: live.row.input,
        id,
        now: new Date(clock.now()),
        settings,
        outgoing: deps.outgoing,
      })
      if (!composed.ok) return conflict(composed.detail)
      matcher.forget(live)
      const { reply: _, error: __, sent: ___, ...rest } = live.row
      live.from = null
      live.deadline = null
      delete live.consumedAt
      try {
        book.together(() => {
          outbox.put({
            ...composed.letter,
            headers: { ...composed.letter.headers, 'x-attempt': String(attempt) },
            at: clock.now(),
          })
          audit.write({
            who: by,
            what: 'retry',
            target: id,
            outcome: 'accepted',
            detail: `attempt ${attempt}`,
            at: clock.now(),
          })
          live.row = rest
          live.correlation = composed.correlation
          book.change(
            live,
            { state: 'waiting', doneAt: null, say: 'Waiting to be sent again', attempts: attempt },
            { id: 'retry', title: `Attempt ${attempt}`, detail: by },
          )
        })
      } catch (error) {
        return refusalOf(error)
      }
      matcher.watch(live)
      kick()
      return { ok: true, status: 200, request: live.row }
    },
  }
}
