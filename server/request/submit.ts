import { createHash, randomUUID } from 'node:crypto'
import type { System } from '#lib/contract.ts'
import { checkInput } from '#lib/request/values.ts'
import type { Seals } from '#server/seal/seals.ts'
import type { Audit } from '#server/store/audit.ts'
import type { Clock } from '#server/store/clock.ts'
import { isFull } from '#server/store/state.ts'
import type { Book } from './book.ts'
import { compose } from './compose.ts'
import type { Ledger, Live } from './ledger.ts'
import { type Outbox, OutboxFull } from './outbox.ts'
import type { Refusal, Submission, SubmitResult } from './results.ts'

interface Deps {
  systems: readonly System[]
  settings: Record<string, string | undefined>
  book: Book
  ledger: Ledger
  outbox: Outbox
  audit: Audit
  clock: Clock
  accepted: (live: Live) => void
  outgoing?: (topic: string, message: unknown) => string | undefined
  /** Replaces inputs that must not be stored in the clear. */
  seal?: Seals['seal']
}

/** Accepts a filled-in form: checked, composed, and on disk (request, outbox row, audit row in one transaction) before it is answered. Bad input is a value. */
export function createSubmit(deps: Deps): (submission: Submission) => SubmitResult {
  const { systems, settings, book, ledger, outbox, audit, clock } = deps
  return ({ system: systemId, form: formId, input, idempotencyKey, by }) => {
    const system = systems.find((s) => s.id === systemId)
    const form = system?.forms?.find((f) => f.id === formId)
    if (!system || !form)
      return { ok: false, status: 404, title: 'No such form', detail: `There is no form "${formId}" in "${systemId}".` }

    const hash = createHash('sha256').update(canonical({ systemId, formId, input })).digest('hex')
    const earlier = idempotencyKey === undefined ? undefined : ledger.byKey(idempotencyKey)
    if (earlier) {
      const live = book.get(earlier.id)
      if (earlier.hash === hash && live)
        return { ok: true, status: 202, id: earlier.id, request: live.row, repeated: true }
      return {
        ok: false,
        status: 409,
        title: 'Key already used',
        detail: 'This Idempotency-Key came before with another request. Use a new one.',
      }
    }

    const checked = checkInput(form.input, input)
    if (!checked.ok)
      return {
        ok: false,
        status: 422,
        title: 'Some fields need another look',
        detail: sentence(checked.errors),
        errors: checked.errors,
      }
    const sealed = deps.seal?.(systemId, formId, checked.data) ?? { ok: true, input: checked.data }
    if (!sealed.ok) return sealed
    const sent = sealed.input as Record<string, unknown>
    const id = randomUUID()
    const now = clock.now()
    const composed = compose({ system, form, input: sent, id, now: new Date(now), settings, outgoing: deps.outgoing })
    if (!composed.ok) {
      const title = composed.status === 422 ? 'This input makes no valid message' : 'The service is not configured'
      return {
        ok: false,
        status: composed.status,
        title,
        detail: composed.detail,
        ...(composed.status === 422 && { errors: { '': composed.detail } }),
      }
    }
    const say = composed.letter.kind === 'call' ? 'Waiting for the service' : 'Waiting for Kafka'
    const live: Live = {
      row: {
        id,
        system: systemId,
        form: formId,
        title: form.title,
        state: 'waiting',
        at: now,
        doneAt: null,
        input: sent,
        say,
        stages: [{ id: 'accepted', title: 'Accepted', at: now }],
        attempts: 1,
      },
      system,
      form,
      message: composed.message,
      by,
      correlation: composed.correlation,
      from: null,
      deadline: null,
      saved: 0,
    }
    try {
      book.add(live, () => {
        ledger.insert(live, idempotencyKey === undefined ? null : { key: idempotencyKey, hash })
        outbox.put({ ...composed.letter, headers: { ...composed.letter.headers, 'x-attempt': '1' }, at: now })
        audit.write({ who: by, what: 'submit', target: `${systemId}/${formId}/${id}`, outcome: 'accepted', at: now })
      })
    } catch (error) {
      return refusalOf(error)
    }
    deps.accepted(live)
    return { ok: true, status: 202, id, request: live.row, repeated: false }
  }
}

/** What the disk or the limits say, as an answer; anything else is a fault and thrown on. */
export function refusalOf(error: unknown): Refusal<503 | 507> {
  if (error instanceof OutboxFull) {
    return {
      ok: false,
      status: 503,
      title: 'Too much is waiting',
      detail: `${error.message}. Try again when Kafka has taken some.`,
      retryAfter: 30,
    }
  }
  if (isFull(error))
    return {
      ok: false,
      status: 507,
      title: 'The disk is full',
      detail: 'The data folder takes no more; nothing was accepted. Make room and send again.',
    }
  throw error
}

const sentence = (errors: Record<string, string>): string =>
  Object.entries(errors)
    .map(([name, said]) => (name ? `${name} ${said}` : said))
    .join('. ')

/** The same fields in any order are the same body. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, v) =>
      v && typeof v === 'object' && !Array.isArray(v)
        ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
        : v,
    ) ?? ''
  )
}
