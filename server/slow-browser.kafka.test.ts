import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import WebSocket from 'ws'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import { allTopics, systems } from '#lib/systems/index.ts'
import { startTestBroker, type TestBroker } from '#server/kafka/testing.ts'
import { watch } from './bench/bench-client.ts'
import { prediction, predictionTopic } from './bench/predictions.ts'
import { quantile } from './bench/stats.ts'
import { openPage } from './testing/page.ts'
import { type ConsoleProcess, gone, startConsole } from './testing/processes.ts'
import { until } from './testing/until.ts'

const spec: ViewSpec = { kind: 'tail', topic: predictionTopic, limit: 1000 }

let broker: TestBroker
let app: ConsoleProcess
/** Places of all records that Kafka acknowledged. */
const sent = new Set<string>()
let n = 0
/** Records every 20 ms. */
let together = 4
let writing: NodeJS.Timeout
before(async () => {
  broker = await startTestBroker()
  await broker.door.admin.ensureTopics(allTopics())
  app = await startConsole(broker.bootstrap)
  writing = setInterval(async () => {
    const batch = Array.from({ length: together }, () => prediction(n++, 10_000))
    for (const { topic, partition, offset } of await broker.door.sink.send(batch))
      sent.add(`${topic}/${partition}/${offset}`)
  }, 20)
})
after(async () => {
  clearInterval(writing)
  await app[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const metric = async (name: string) =>
  Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await (await fetch(`${app.url}/metrics`)).text())?.[1] ?? Number.NaN)

/** Another console process over the same data folder, on the same port: to a browser the same one, which was away. */
async function restart(between: () => void = () => {}): Promise<void> {
  app.child.kill('SIGKILL')
  await gone(app.child)
  between()
  app = await startConsole(broker.bootstrap, app.data, { PORT: new URL(app.url).port })
}

test('a browser that stops reading, but answers pings, is held 1 MiB at most and cut after 30 s; the others see every record as before', {
  timeout: 240_000,
}, async (t) => {
  const took = { before: [] as number[], beside: [] as number[] }
  let phase: keyof typeof took = 'before'
  const seen = Array.from({ length: 5 }, () => new Map<string, number>())
  const others = await Promise.all(
    seen.map((rows) =>
      watch(app.url, spec, (frame) => {
        const now = Date.now()
        for (const { k, v } of frame.rows ?? []) {
          rows.set(k, (rows.get(k) ?? 0) + 1)
          if (!frame.full) took[phase].push(now - (v as TailRow).t)
        }
      }),
    ),
  )
  await until('records without a slow one', () => took.before.length > 5000)

  phase = 'beside'
  const deaf = new WebSocket(`${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  let cut = 0
  let held = 0
  deaf.on('error', () => {})
  deaf.on('message', (data) => {
    const text = data.toString()
    if (text.startsWith('0{')) deaf.send('40')
    if (text.startsWith('40')) deaf.send(`420${JSON.stringify(['watch', spec, null])}`)
    if (text.startsWith('430')) deaf.pause()
  })
  const pongs = setInterval(() => deaf.readyState === WebSocket.OPEN && deaf.send('3'), 5000)
  await until('it stops reading', () => deaf.isPaused)
  const from = performance.now()
  try {
    await until(
      'it is cut',
      async () => {
        held = Math.max(held, await metric('milena_unacknowledged_bytes_most'))
        cut = await metric('milena_sockets_cut_total')
        return cut > 0
      },
      60_000,
    )
  } finally {
    clearInterval(pongs)
    deaf.terminate()
  }
  const after = (performance.now() - from) / 1000
  const p99 = (ms: number[]) => quantile(ms, 0.99).toFixed(0)
  t.diagnostic(
    `held ${(held / 1024).toFixed(0)} KiB, cut after ${after.toFixed(1)} s; others' p99 ${p99(took.before)} ms before (${took.before.length}), ${p99(took.beside)} ms beside it (${took.beside.length})`,
  )
  assert.ok(held > 0 && held <= 1024 * 1024, `${held} bytes held`)
  assert.equal(cut, 1)
  assert.ok(after >= 29)
  const all = [...sent]
  for (const rows of seen) {
    await until('each other browser has every record', () => all.every((place) => rows.has(place)))
    assert.ok([...rows.values()].every((times) => times === 1))
  }
  for (const other of others) other.close()
})

test('a page that loses its connection five times, and then its console by kill -9, has every record once and in order', {
  timeout: 240_000,
}, async (t) => {
  // Slow enough that an absence of some seconds is less than a page holds.
  together = 1
  const { connection, store } = openPage(app.url)
  t.after(() => connection.close())
  const view = store.view<TailRow, unknown>(spec)
  const seen = new Set<string>()
  const wrong: string[] = []
  view.subscribe(() => {
    const { rows, gap } = view.get()
    if (gap !== undefined) wrong.push(`${gap} rows passed over`)
    const next = new Map<number, number>()
    for (const { k, v } of rows) {
      seen.add(k)
      const expected = next.get(v.p)
      if (expected !== undefined && Number(v.o) !== expected) wrong.push(`${k} where ${expected} should be`)
      next.set(v.p, Number(v.o) + 1)
    }
  })
  await until('the first rows', () => seen.size > 0)
  const begin = firsts(seen)
  const everything = () =>
    [...sent].every((place) => seen.has(place) || numberOf(place) < (begin.get(lane(place)) ?? 0))

  for (let drop = 0; drop < 5; drop++) {
    connection.socket.io.engine.close()
    await until('it is cut off', () => !connection.socket.connected)
    await until('it is back', () => connection.socket.connected)
    await until('it has what it missed', everything)
  }
  await restart()
  await until('it has found the new console', () => connection.socket.connected)
  await until('it has what came meanwhile', everything)
  assert.deepEqual(wrong, [])
})

const lane = (place: string) => place.slice(0, place.lastIndexOf('/'))
const numberOf = (place: string) => Number(place.slice(place.lastIndexOf('/') + 1))
/** Per partition the oldest record a page began with. */
function firsts(places: Iterable<string>): Map<string, number> {
  const first = new Map<string, number>()
  for (const place of places)
    first.set(lane(place), Math.min(first.get(lane(place)) ?? Number.POSITIVE_INFINITY, numberOf(place)))
  return first
}

test('an index that was deleted is built again from Kafka', { timeout: 240_000 }, async () => {
  clearInterval(writing)
  const system = systems.find(({ topics }) => topics.some(({ name }) => name === predictionTopic))!
  const customers = async () =>
    ((await (await fetch(`${app.url}/api/systems/${system.id}/boards/${system.boards![0]!.id}`)).json()) as any).total
  await until('all is read', async () => (await customers()) === Math.min(n, 10_000))
  await restart(() => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(app.data, `index.db${suffix}`), { force: true })
  })
  await until('the board is whole again', async () => (await customers()) === Math.min(n, 10_000))
})
