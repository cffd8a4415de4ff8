import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadLetters } from '#lib/own-topics.ts'
import type { ExchangeData, ViewSpec } from '#lib/protocol.ts'
import { finrobot as system } from '#lib/systems/finrobot.ts'
import { decode, isBad } from '#server/feed/decode.ts'
import type { Kept } from '#server/feed/index-reader.ts'
import type { FeedListener, MakeView, Raw, View } from '#server/ports.ts'
import { createManualClock } from '#server/store/clock.ts'
import { createExchanges } from './exchanges.ts'

const { requests, replies } = system.exchange!
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const raw = (topic: string, offset: number, value: string, headers?: Record<string, string>): Raw => ({
  ...{
    topic,
    partition: 0,
    offset: String(offset),
    timestamp: 1000 * (offset + 1),
    key: null,
    value: Buffer.from(value),
  },
  ...(headers ? { headers } : {}),
})
const asked = (n: number, text = `text ${n}`, headers?: Record<string, string>) =>
  raw(requests, n, JSON.stringify({ input_data: { input: [text] } }), headers)
const said = (n: number, text: string, headers?: Record<string, string>) =>
  raw(replies, n, JSON.stringify({ inference: [[text, {}]], quality: 1, error: null }), headers)

function setUp(kept: Raw[] = [], committed = '-1') {
  let listener: FeedListener = {}
  let make: MakeView | undefined
  const clock = createManualClock(60_000)
  const exchanges = createExchanges({
    systems: [system],
    settings: { DEFAULT_GROUP_ID: 'desk' },
    feed: { listen: (given) => (listener = given) },
    index: {
      tail: (topic) => kept.filter((r) => r.topic === topic).map((r, seq): Kept => ({ seq, raw: r, bad: null })),
    },
    hub: {
      provide(kind, made) {
        if (kind === 'exchange') make = made
      },
    },
    admin: {
      groupOffsets: async (group) => (group === 'desk' ? [{ topic: requests, partition: 0, offset: committed }] : []),
    },
    log: quiet as never,
    clock,
  })
  const hear = (...records: Raw[]) => {
    for (const record of records) {
      const topic = [...system.topics, deadLetters].find((t) => t.name === record.topic)
      const seen = decode(record, topic)
      if (isBad(seen)) listener.bad?.({ ...seen, raw: record })
      else listener.entries?.([seen], true)
    }
  }
  const watch = (spec: Partial<ViewSpec> = {}) =>
    make!({ kind: 'exchange', system: system.id, ...spec }, () => {}) as View
  const states = () =>
    exchanges.of(system.id).map((one) => `${one.asked?.place ?? '–'} ${one.state} ${one.match ?? '–'}`)
  return { exchanges, hear, watch, states, clock }
}

test('a restart finds requests and replies as they were, and goes on from there', () => {
  const { hear, states } = setUp([asked(0), asked(1), said(5, 'first')])
  hear(said(6, 'second'))
  assert.deepEqual(states(), ['0/0 answered inferred', '0/1 answered inferred'])
})

test('the view counts, filters, and names group and model', () => {
  const { hear, watch } = setUp()
  hear(asked(0), asked(1), raw(requests, 2, 'no json'))
  hear(said(3, "['outlook']", { 'x-answers': '0/0', 'x-model': 'models:/finrobot/3' }))
  hear(raw(replies, 4, JSON.stringify({ inference: 0, quality: 0, error: "column 'x' not in… COLUMN_NOT_IN_SCHEMA" })))
  const view = watch({ only: 'wrong columns' } as never)
  const body = view.snapshot()
  const data = body.data as ExchangeData
  assert.deepEqual(data.counts, { waiting: 1, answered: 1, failed: 1, unanswered: 0, unclaimed: 0 })
  assert.deepEqual(
    [data.matching, data.groups, data.models.map((m) => m.model)],
    [1, ['desk'], [null, 'models:/finrobot/3']],
  )
  assert.deepEqual(body.order, ['q0/1'])
  assert.match((watch().snapshot().rows ?? []).find((row) => row.k === 'q0/2')!.v.asked.bad, /json/i)
  assert.equal(typeof watch({ system: 'nobody' } as never), 'string')
})

test('who listens is told of each pair once, with the reply’s record, whichever came first', () => {
  const { exchanges, hear } = setUp()
  const told: string[] = []
  exchanges.onPair(({ exchange, entry }) => void told.push(`${exchange.asked?.id} ${entry.offset} ${exchange.match}`))
  hear(asked(0, 'a', { 'x-request-id': 'mine' }), said(1, 'x'))
  hear(said(9, 'y', { 'x-request-id': 'yours' }), asked(2, 'b', { 'x-request-id': 'yours' }))
  assert.deepEqual(told, ['mine 1 inferred', 'yours 9 exact'])
})

test('a request the group is past, or a dead letter tells of, is not waited for', async () => {
  const { hear, states, clock } = setUp([], '1')
  hear(asked(0), asked(1), asked(2))
  const letter = {
    cause: 'too large',
    origin_topic: requests,
    partition: 0,
    offset: '1',
    key: null,
    value_base64: null,
    time: '',
  }
  hear(raw(deadLetters.name, 0, JSON.stringify(letter)))
  await clock.move(2000)
  assert.deepEqual(states(), ['0/0 unanswered –', '0/1 unanswered –', '0/2 waiting –'])
})
