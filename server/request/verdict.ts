import type { Entry } from '#lib/contract.ts'
import type { RequestRow } from '#lib/protocol.ts'
import type { Book } from './book.ts'
import type { Live } from './ledger.ts'
import type { Position } from './to-kafka.ts'

export const placeOf = (entry: Pick<Entry, 'topic' | 'partition' | 'offset'>): string =>
  `${entry.topic} ${entry.partition}/${entry.offset}`

const titles = { answered: 'Answered', failed: 'Failed', cancelled: 'Cancelled' }

/** The reply came: by a record (`entry`) or by the service's own response. A reply after the deadline still counts, and says how late it was. */
export function answer(
  book: Book,
  live: Live,
  got: { message: unknown; certainty: 'exact' | 'inferred'; entry?: Entry; failed?: string; at: number },
): void {
  const { message, certainty, entry, at } = got
  const failed = got.failed ?? live.form.reply?.failed?.(message)
  const end = failed === undefined ? 'answered' : live.form.reply?.cancelled?.(message) ? 'cancelled' : 'failed'
  const late =
    live.deadline !== null && at > live.deadline
      ? `${Math.round((at - live.deadline) / 1000)} s past the deadline`
      : undefined
  const say = failed ?? sayOf(live, message)
  const detail = [entry && placeOf(entry), certainty === 'inferred' && 'inferred', late].filter(Boolean).join(' · ')
  const place = entry && { topic: entry.topic, partition: entry.partition, offset: entry.offset }
  book.change(
    live,
    {
      state: end,
      doneAt: at,
      say,
      reply: { ...place, message, certainty, t: entry?.time ?? at },
      ...(end === 'failed' && { error: failed }),
    },
    {
      id: end,
      title: titles[end],
      at,
      ...(detail && { detail }),
    },
  )
}

/**
 * Kafka has the record: the deadline runs from now, or it is done where the form expects no answer. An answer found before our own note of the sending
 * keeps its state.
 */
export function produced(book: Book, live: Live, { at, now }: { at: Position; now: number }): void {
  const { reply, timeoutMs } = live.form
  if (reply && timeoutMs !== undefined) live.deadline ??= now + timeoutMs
  const next: Partial<RequestRow> = reply
    ? { state: 'sent', say: 'Sent, no answer yet' }
    : { state: 'delivered', doneAt: now, say: 'Kafka has it; no answer is waited for' }
  const patch = live.row.state === 'waiting' ? next : {}
  book.change(live, { ...patch, sent: at }, { id: 'produced', title: 'Produced', detail: placeOf(at) })
}

/** Something was heard of the request that is not its answer. */
export function noteStage(book: Book, live: Live, { title, entry }: { title: string; entry: Entry }): void {
  const open = live.row.state === 'sent' || live.row.state === 'late'
  book.change(live, open && live.form.door.kind === 'topic' ? { say: title } : {}, {
    id: 'stage',
    title,
    detail: placeOf(entry),
  })
}

function sayOf(live: Live, message: unknown): string {
  try {
    return live.form.reply?.say(message) ?? 'Answered'
  } catch {
    return 'Answered'
  }
}
