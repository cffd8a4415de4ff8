import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Entry, Form, System, Topic } from '#lib/contract.ts'
import { cautionsOf } from '#lib/request/cautions.ts'
import { fieldsOf } from '#lib/request/fields.ts'
import { checkInput, inputToValues, valuesToInput } from '#lib/request/values.ts'
import { decode, isBad } from '#server/feed/decode.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import type { Outgoing, Raw } from '#server/ports.ts'
import { compose } from '#server/request/compose.ts'
import { validExample } from './examples.ts'

export interface Wanted {
  system: System
  topic: Topic
  /** JSON text to send instead of an example. */
  value?: string
  /** Which form makes the message; default: the first that sends to the topic. */
  form?: string
  /** Fields of the form, by name. */
  set: Record<string, string>
  timeoutMs: number
}

/** What is going to be sent and what to mind about it, or why it cannot be. `form`: a reply is waited for. */
export type Made =
  | { ok: true; record: Outgoing; message: unknown; form?: Form; input?: unknown; cautions?: string[]; id: string }
  | { ok: false; why: string }

const no = (why: string): Made => ({ ok: false, why })

/** A valid message of the topic: the one given, else a form's with its first preset, else an example made from the schema. */
export function makeMessage({ system, topic, value, form: wanted, set }: Wanted, now = new Date()): Made {
  const id = randomUUID()
  const forms = (system.forms ?? []).filter((f) => f.door.kind === 'topic' && f.door.topic === topic.name)
  const form = wanted === undefined ? forms[0] : forms.find((f) => f.id === wanted)
  if (wanted !== undefined && !form)
    return no(
      `No form ${wanted} sends to ${topic.name}; there ${forms.length ? `are: ${forms.map((f) => f.id).join(', ')}` : 'is none'}.`,
    )
  if (value !== undefined) return given(topic, value, id)
  if (!form) {
    if (Object.keys(set).length) return no(`${topic.name} has no form, so there are no fields to set: use --value.`)
    const example = validExample(system, topic, now)
    if (example === undefined) return no(`No example of ${topic.name} is known: give one with --value '{…}'.`)
    return given(topic, JSON.stringify(example), id)
  }
  const fields = fieldsOf(form.input)
  const unknown = Object.keys(set).find((name) => !fields.some((field) => field.name === name))
  if (unknown) return no(`The form ${form.id} has no field ${unknown}; it has ${fields.map((f) => f.name).join(', ')}.`)
  const values = { ...inputToValues(fields, {}), ...nonEmpty(inputToValues(fields, form.presets?.[0]?.values ?? {})) }
  for (const field of fields) {
    const text = set[field.name]
    if (text !== undefined) values[field.name] = field.kind === 'yes-no' ? text === 'true' || text === '1' : text
    // What must be filled in and nobody did.
    else if (field.required && field.kind === 'text' && values[field.name] === '')
      values[field.name] = field.placeholder ?? 'example'
  }
  const checked = checkInput(form.input, valuesToInput(fields, values))
  if (!checked.ok)
    return no(
      Object.entries(checked.errors)
        .map(([name, error]) => `--set ${name}=…: ${error}`)
        .join('\n'),
    )
  const made = compose({ system, form, input: checked.data, id, now, settings: {} })
  if (!made.ok) return no(made.detail)
  const { road, key, value: text, headers } = made.letter
  return {
    ok: true,
    id,
    form,
    input: checked.data,
    cautions: [form.warn?.(checked.data), ...Object.values(cautionsOf(form, checked.data))].filter(
      (said) => said !== undefined,
    ),
    message: made.message,
    record: { topic: road, key, value: text, headers },
  }
}

const nonEmpty = <T>(values: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))

function given(topic: Topic, text: string, id: string): Made {
  const raw = {
    topic: topic.name,
    partition: 0,
    offset: '0',
    timestamp: Date.now(),
    key: null,
    value: Buffer.from(text),
  }
  const seen = decode(raw, topic)
  if (isBad(seen)) return no(`The contract of ${topic.name} does not allow it: ${seen.cause}: ${seen.detail}`)
  // Bare NaN and the like are readable here, but end the readers of others.
  try {
    JSON.parse(text)
  } catch (error) {
    return no(`It is not JSON: ${(error as Error).message}`)
  }
  return {
    ok: true,
    id,
    message: seen.message,
    record: { topic: topic.name, key: seen.key, value: text, headers: { 'x-request-id': id } },
  }
}

export type Step =
  | { what: 'sent'; topic: string; partition: number; offset: string; ms: number }
  | { what: 'read'; ms: number; bytes: number }
  | { what: 'stage' | 'reply' | 'failed'; topic: string; partition: number; offset: string; ms: number; say: string }
  | { what: 'problem'; say: string }

/** Sends a record, reads it back from where it was put, and waits for its reply where one is due. Rejects with `KafkaDown` or `Refused`. */
export async function sendAndCheck(
  deps: {
    door: Pick<KafkaDoor, 'sink' | 'admin' | 'openSource'>
    topics: readonly Topic[]
    tell: (step: Step) => void
  },
  made: Extract<Made, { ok: true }>,
  timeoutMs: number,
): Promise<boolean> {
  const { door, topics, tell } = deps
  const contract = (name: string) => topics.find((topic) => topic.name === name)
  const reply = made.form?.reply
  const heard: Entry[] = []
  const watched = [...new Set([reply?.topic, reply?.also?.topic].filter((name) => name !== undefined))]
  const source = reply
    ? door.openSource({
        topics: watched,
        cursor: () => undefined,
        begin: { backMs: 0, maxRecords: 0 },
        onBatch: (raws: Raw[]) => {
          for (const raw of raws) {
            const seen = decode(raw, contract(raw.topic))
            if (!isBad(seen)) heard.push(seen)
          }
        },
        onGap: () => {},
        onState: () => {},
      })
    : undefined
  try {
    for (const end = performance.now() + 5000; source && !source.caughtUp() && performance.now() < end; )
      await pause(20)
    const began = performance.now()
    const since = () => Math.round(performance.now() - began)
    const [place] = await door.sink.send([made.record])
    tell({ what: 'sent', ...place!, ms: since() })
    const { partition, offset } = place!
    const [back] = await door.admin.readRange({
      topic: made.record.topic,
      partition,
      from: offset,
      count: 1,
      timeoutMs: 5000,
    })
    if (back?.offset !== offset || back.value?.toString() !== String(made.record.value)) {
      tell({ what: 'problem', say: `${partition}/${offset} holds something else than what was sent` })
      return false
    }
    tell({ what: 'read', ms: since(), bytes: back.value.length })
    if (!reply) return true
    const wanted = reply.of({ id: made.id, input: made.input, message: made.message })
    let looked = 0
    while (since() < timeoutMs) {
      for (; looked < heard.length; looked++) {
        const verdict = judge(made.form!, heard[looked]!, { id: made.id, wanted })
        if (!verdict) continue
        const { topic, partition, offset } = heard[looked]!
        tell({ ...verdict, topic, partition, offset, ms: since() })
        if (verdict.what !== 'stage') return verdict.what === 'reply'
      }
      await pause(20)
    }
    tell({
      what: 'problem',
      say: `no reply on ${reply.topic} within ${timeoutMs / 1000} s: is a service running that answers? (npm run worker)`,
    })
    return false
  } finally {
    await source?.stop()
  }
}

function judge(
  form: Form,
  entry: Entry,
  { id, wanted }: { id: string; wanted: string },
): { what: 'stage' | 'reply' | 'failed'; say: string } | undefined {
  const reply = form.reply!
  const name = entry.headers?.['x-request-id']
  // Where replies come in order and name nothing, one that says whose it is is somebody else's.
  const foreign = reply.fifo && name !== undefined && name !== id
  if (entry.topic === reply.topic && (name === id || (!foreign && reply.in(entry.message, entry) === wanted))) {
    const stage = reply.stage?.(entry.message)
    if (stage) return { what: 'stage', say: stage }
    const failed = reply.failed?.(entry.message)
    return failed ? { what: 'failed', say: failed } : { what: 'reply', say: reply.say(entry.message) }
  }
  const also = reply.also
  if (also && entry.topic === also.topic && also.in(entry.message, entry) === wanted) {
    const failed = also.failed?.(entry.message)
    if (failed) return { what: 'failed', say: failed }
    const stage = also.stage(entry.message)
    if (stage) return { what: 'stage', say: stage }
  }
  return undefined
}
