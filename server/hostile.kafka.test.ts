import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/protocol.ts'
import { allTopics, systems } from '#lib/systems/index.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { watch } from './bench/bench-client.ts'
import { predictionTopic } from './bench/predictions.ts'
import { createFlood } from './testing/hostile.ts'
import { startConsole } from './testing/processes.ts'
import { until } from './testing/until.ts'

const records = 100_000
const together = 500
const system = systems.find(({ topics }) => topics.some(({ name }) => name === predictionTopic))!
const others = allTopics()
  .map(({ name }) => name)
  .filter((name) => name !== predictionTopic)
/** The brokers of others may take larger records than we decode. */
const topics = allTopics().map((topic) => {
  const config = { ...topic.settings.config, 'max.message.bytes': '4194304' }
  return { ...topic, settings: { ...topic.settings, config } }
})

test('100,000 malformed records among good ones: no crash, every good one shown, every bad one counted by its cause', {
  timeout: 240_000,
}, async (t) => {
  await using broker = await startTestBroker()
  await broker.door.admin.ensureTopics(topics)
  await using app = await startConsole(broker.bootstrap)
  /** Waits while the console's own limits hold us back. */
  const ask = (path: string) =>
    until(`an answer to ${path}`, async () => {
      const answer = await fetch(`${app.url}${path}`)
      if (answer.status === 429) return undefined
      assert.equal(answer.status, 200, path)
      return answer
    })
  const metrics = async () => (await ask('/metrics')).text()
  const figure = (text: string, name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1] ?? Number.NaN,
    )
  const rssMb = (text: string) => figure(text, 'process_resident_memory_bytes') / 2 ** 20
  const base = rssMb(await metrics())

  let top: Frame | undefined
  const board = await watch(
    app.url,
    { kind: 'board', system: system.id, board: system.boards![0]!.id, limit: 1000 },
    (frame) => {
      top = frame
    },
  )
  let bad: Frame | undefined
  const bads = await watch(app.url, { kind: 'bad' }, (frame) => {
    bad = frame
  })

  t.after(() => {
    board.close()
    bads.close()
  })

  const flood = createFlood(predictionTopic, others)
  const good = new Set<string>()
  for (let n = 0; n < records; ) {
    const batch = Array.from({ length: together }, () => flood.record(n++))
    for (const one of batch) if (one.key?.startsWith('0000')) good.add(one.key)
    await broker.door.sink.send(batch)
    if (n % (together * 20) === 0) {
      await ask('/healthz')
      assert.equal(app.child.exitCode, null)
    }
  }
  const counted = (text: string, name: string) =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${name}\\{topic="([^"]+)"\\} (\\d+)`, 'gm'))].map((found) => [
        found[1]!,
        Number(found[2]),
      ]),
    )
  await until(
    'all records are read',
    async () => {
      const read = counted(await metrics(), 'milena_records_total')
      return [...flood.expected].every(([topic, expected]) => (read[topic] ?? 0) >= expected.in)
    },
    180_000,
  )
  const text = await metrics()
  const [ins, wrong] = [counted(text, 'milena_records_total'), counted(text, 'milena_records_bad_total')]
  let total = 0
  for (const [topic, expected] of flood.expected) {
    const sum = Object.values(expected.bad).reduce((a, b) => a + b, 0)
    total += sum
    assert.deepEqual({ topic, in: ins[topic], bad: wrong[topic] }, { topic, in: expected.in, bad: sum })
  }
  // A view that browsers watch is read as they see it: up to a frame behind the counters.
  const listed = await until('the list has counted them all', async () => {
    const now = (await (await ask('/api/bad')).json()) as { total: number; records: unknown[] }
    return now.total >= total ? now : undefined
  })
  assert.equal(listed.total, total)
  assert.equal(listed.records.length, 200)
  await until('the page has all causes', () => bad?.data?.total === total)
  assert.deepEqual(
    bad!.data.counts,
    Object.fromEntries(
      [...flood.expected].filter(([, of]) => Object.keys(of.bad).length > 0).map(([k, of]) => [k, of.bad]),
    ),
  )

  await until('the board has every good customer', () => top?.data?.total >= good.size)
  const rss = rssMb(await metrics())
  t.diagnostic(
    `${records} records, ${total} of them bad; console at ${base.toFixed(0)} MiB before, ${rss.toFixed(0)} MiB after; board ${top?.data?.total} of ${good.size} customers`,
  )
  assert.equal(app.child.exitCode, null)
  // What the product promises for the whole process; how far the heap grows before V8 collects is V8's own matter.
  assert.ok(rss <= 400e6 / 2 ** 20, `${rss} MiB after, ${base} before`)
})
