import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Entry, Form, System } from '#lib/contract.ts'
import type { KafkaState } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { FeedListener, MakeView, Outgoing, Sink, View } from '#server/ports.ts'
import { createManualClock } from '#server/store/clock.ts'
import { openState } from '#server/store/state.ts'
import { createRequests, type RequestsDeps } from './requests.ts'

const silent = () => {}
export const quietLog = { debug: silent, info: silent, warn: silent, error: silent } as unknown as Log

const Job = z.object({ job: z.string(), size: z.number() })
const Result = z.object({
  job: z.string(),
  size: z.number(),
  stage: z.string().optional(),
  error: z.string().optional(),
})

type Of = z.output<typeof Result>
const column = { id: 'job', title: 'Job', value: (m: Of) => m.job }
const settings = { partitions: 1, replication: 1, config: {} }

export const jobForm: Form = {
  id: 'job',
  title: 'A job',
  verb: 'Send job',
  blurb: 'Runs a job.',
  input: z.object({ size: z.number().min(0).max(100), name: z.string().optional() }),
  door: { kind: 'topic', topic: 'jobs', compose: (input, { id }) => ({ job: input.name ?? id, size: input.size }) },
  reply: {
    topic: 'results',
    certainty: 'exact',
    of: ({ message }) => message.job,
    in: (m) => m.job,
    stage: (m) => m.stage,
    failed: (m) => m.error,
    say: (m) => `size ${m.size}`,
  },
  timeoutMs: 10_000,
}

const { reply: _, timeoutMs: __, ...untimed } = jobForm

/** A small system of our own: jobs in, results out, by id, by name, in turn, over HTTP, and without an answer. */
export const workshop: System = {
  id: 'workshop',
  title: 'Workshop',
  blurb: 'Runs jobs.',
  groups: ['workers'],
  topics: [
    {
      name: 'jobs',
      title: 'Jobs',
      noun: 'job',
      role: 'ledger',
      message: Job,
      key: (m) => m.job,
      settings,
      columns: [column],
    },
    {
      name: 'results',
      title: 'Results',
      noun: 'result',
      role: 'ledger',
      message: Result,
      key: (m) => m.job,
      settings,
      columns: [column],
    },
  ],
  forms: [
    jobForm,
    { ...jobForm, id: 'named', reply: { ...jobForm.reply!, certainty: 'inferred' } },
    {
      ...jobForm,
      id: 'told',
      reply: {
        ...jobForm.reply!,
        also: { topic: 'jobs', in: (m) => m.job, stage: (m) => m.stage, failed: (m) => m.error },
        cancelled: (m) => m.error?.startsWith('cancelled'),
      },
    },
    { ...untimed, id: 'tell' },
    { ...jobForm, id: 'turn', reply: { ...jobForm.reply!, certainty: 'inferred', fifo: true } },
    {
      ...jobForm,
      id: 'call',
      door: { kind: 'http', service: 'SHOP_URL', method: 'POST', path: '/jobs', body: (input) => input },
    },
  ],
}

/** An array where Kafka would be. `down` makes every send fail, as with the broker stopped. */
export function createFakeKafka() {
  const records: (Outgoing & { offset: string })[] = []
  const kafka = {
    records,
    down: false,
    /** Records arrive, their acknowledgement does not. */
    cut: false,
    refuse: (_: Outgoing): boolean => false,
    hang: undefined as Promise<void> | undefined,
    committed: {} as Record<string, bigint>,
    tries: 0,
    on: (topic: string) => records.filter((record) => record.topic === topic),
  }
  const sink: Sink = {
    send: async (out) => {
      kafka.tries++
      await kafka.hang
      if (kafka.down) throw Object.assign(new Error('connection refused'), { name: 'KafkaDown', retriable: true })
      if (out.some((record) => kafka.refuse(record)))
        throw Object.assign(new Error('not authorised for this topic'), { name: 'Refused', retriable: false })
      const places = out.map((record) => {
        const offset = String(kafka.on(record.topic).length)
        records.push({ ...record, offset })
        return { topic: record.topic, partition: 0, offset }
      })
      if (kafka.cut) throw Object.assign(new Error('cut off'), { name: 'KafkaDown', retriable: true, begun: true })
      return places
    },
    close: async () => {},
  }
  return Object.assign(kafka, { sink })
}

export type FakeKafka = ReturnType<typeof createFakeKafka>

/** The feed and the hub as far as requests and alerts see them. */
export function createFakeFeed(now: () => number) {
  const listeners = new Set<FeedListener>()
  const views = new Map<string, MakeView>()
  const offsets = new Map<string, number>()
  return {
    feed: {
      listen: (listener: FeedListener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    hub: { provide: (kind: string, make: MakeView) => void views.set(kind, make) },
    view: (spec: any, changed: (urgent?: boolean) => void = silent): View => {
      const made = views.get(spec.kind)!(spec, changed)
      if (typeof made === 'string') throw new Error(made)
      return made
    },
    /** A record arrives on a topic. Answers it, so that it can be delivered again. */
    arrive: (topic: string, message: unknown, more: Partial<Entry> & { live?: boolean } = {}): Entry => {
      const offset = String(offsets.get(topic) ?? 0)
      offsets.set(topic, Number(offset) + 1)
      const { live = true, ...rest } = more
      const entry: Entry = { topic, partition: 0, offset, time: now(), key: null, message, ...rest }
      for (const listener of listeners) listener.entries?.([entry], live)
      return entry
    },
    again: (entries: Entry[], live = true) => {
      for (const listener of listeners) listener.entries?.(entries, live)
    },
    bad: (topic: string, cause: string) => {
      const raw = { topic, partition: 0, offset: '0', timestamp: now(), key: null, value: Buffer.from('x') }
      for (const listener of listeners)
        listener.bad?.({ topic, partition: 0, offset: '0', time: now(), cause, detail: '', raw })
    },
  }
}

/** A console's request part on an array, with time standing still until moved. `file` reopened is the console after a crash. */
export function startRequests(more: Partial<RequestsDeps> & { kafka?: FakeKafka } = {}) {
  const clock = createManualClock()
  const kafka = more.kafka ?? createFakeKafka()
  const fake = createFakeFeed(clock.now)
  const state = { kafka: 'up' as KafkaState['state'] }
  const db: DatabaseSync = more.db ?? openState(':memory:')
  const requests = createRequests({
    db,
    sink: kafka.sink,
    feed: fake.feed,
    hub: fake.hub,
    settings: { SHOP_URL: 'http://shop.test' },
    systems: [workshop],
    log: quietLog,
    admin: {
      groupOffsets: async (group, topics) =>
        topics.map((topic) => ({ topic, partition: 0, offset: String(kafka.committed[`${group}/${topic}`] ?? -1n) })),
    },
    kafkaState: () => ({ state: state.kafka, since: 0, brokers: 1, latencyMs: 1, mode: 'embedded' }),
    clock,
    ...more,
  })
  const ask = (size: number, form = 'job', name?: string): string => {
    const result = requests.submit({ system: 'workshop', form, input: { size, ...(name && { name }) }, by: 'ana' })
    if (!result.ok) throw new Error(result.detail)
    return result.id
  }
  return {
    ...fake,
    db,
    kafka,
    clock,
    state,
    requests,
    ask,
    stateOf: (id: string) => requests.get(id)?.state,
    stagesOf: (id: string) => requests.get(id)?.stages.map((stage) => stage.id),
    [Symbol.asyncDispose]: () => requests.close(),
  }
}
