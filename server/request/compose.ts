import type { Form, System } from '#lib/contract.ts'
import type { Letter } from './outbox.ts'

/** What leaves for a valid input, or why nothing can. `status` 422: the input leads to a message the topic does not allow; 503: the service's address is not set. */
export type Composed =
  | { ok: true; message: unknown; letter: Omit<Letter, 'seq'>; correlation: string | null }
  | { ok: false; status: 422 | 503; detail: string }

const maxBytes = 1_000_000

interface Context {
  system: System
  form: Form
  input: any
  id: string
  now: Date
  settings: Record<string, string | undefined>
  /** What the message breaks in a registered schema, in one sentence. */
  outgoing?: (topic: string, message: unknown) => string | undefined
}

/** Composes and checks: services stop at invalid JSON or a null value, so neither ever leaves here. */
export function compose(context: Context): Composed {
  const { system, form, input, id, now, settings } = context
  const { door } = form
  try {
    const message = door.kind === 'topic' ? door.compose(input, { id, now }) : door.body(input, { id, now })
    const value = JSON.stringify(message, finite)
    if (value === undefined || value === 'null') return refuse('The form made an empty message.')
    if (Buffer.byteLength(value) > maxBytes)
      return refuse(`The message is ${Math.round(Buffer.byteLength(value) / 1000)} kB; Kafka takes at most 1,000 kB.`)
    const base = { requestId: id, value }
    if (door.kind === 'http') {
      const address = settings[door.service]
      if (!address || !URL.canParse(address))
        return { ok: false, status: 503, detail: `${door.service} is not set to the address of the service.` }
      const url = `${address.replace(/\/+$/, '')}${door.path}`
      const correlation = correlate(form, { id, input, message: undefined })
      return {
        ok: true,
        message,
        correlation,
        letter: { ...base, kind: 'call', road: address, key: url, headers: { 'x-request-id': id } },
      }
    }
    const topic = system.topics.find((t) => t.name === door.topic)
    if (!topic) return refuse(`The system has no topic ${door.topic}.`)
    const checked = topic.message.safeParse(message)
    if (!checked.success) {
      const first = checked.error.issues[0]
      return refuse(
        `The message would not satisfy the contract of ${door.topic}: ${first?.path.join('.') || 'message'}: ${first?.message}`,
      )
    }
    const broken = context.outgoing?.(door.topic, message)
    if (broken) return refuse(broken)
    const headers = { ...door.headers?.(input, { id, now }), 'x-request-id': id }
    const letter = { ...base, kind: 'record' as const, road: door.topic, key: topic.key(checked.data), headers }
    return { ok: true, message, correlation: correlate(form, { id, input, message }), letter }
  } catch (error) {
    return refuse(`The message could not be made: ${(error as Error).message}`)
  }
}

const refuse = (detail: string): Composed => ({ ok: false, status: 422, detail })

/** NaN and the infinities would silently become null. */
function finite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`${key || 'a value'} is not a finite number`)
  return value
}

/** What the answer will carry; null when the contract cannot say it yet (an HTTP answer may hold it). */
export function correlate(form: Form, request: { id: string; input: any; message: any }): string | null {
  try {
    const correlation = form.reply?.of(request)
    return typeof correlation === 'string' ? correlation : null
  } catch {
    return null
  }
}
