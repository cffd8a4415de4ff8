import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gone, heard } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { createAnswerer } from '#server/workers/rtfm/answer.ts'
import { openFullText } from '#server/workers/rtfm/full-text.ts'
import { topics as contractTopics } from '#server/workers/rtfm/topics.ts'
import { readConfig } from '../config.ts'
import { createClient } from '../kafka/client.ts'
import { createLog } from '../log.ts'
import type { Sink } from '../ports.ts'
import { launchWorker } from './processes.ts'
import { quantile, type Result } from './stats.ts'

const messages = 10_000
const burst = 2_000
const words =
  'harbour lantern copper meadow ribbon thunder velvet walnut anchor blossom cinder drizzle ember falcon glacier hazel'.split(
    ' ',
  )
const text = (i: number) =>
  `note ${i}: the ${words[i % 16]} ${words[(i * 7 + 3) % 16]} key of door d${i} is ${(i * 7919) % 10_000}, ask ${words[(i * 5 + 1) % 16]} about it`
const question = (i: number) => `what is the key of door d${(i * 37) % messages}?`

/** Answers/s of the processor over Kafka beside retrieval and answer called bare, one process and two, and the wait at 50 questions/s. */
export async function rtfm(bootstrap: string, sink: Sink): Promise<Result[]> {
  const topics = contractTopics()
  const data = mkdtempSync(join(tmpdir(), 'milena-bench-rtfm-'))
  const { kafka } = readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap })
  const door = createClient(kafka, createLog('bench', 'error'))
  const sentAt = new Map<string, number>()
  const took: number[] = []
  let answers = 0
  door.openSource({
    topics: [topics.responses],
    cursor: () => undefined,
    begin: { backMs: 1e12, maxRecords: 1e6 },
    onBatch(records) {
      for (const raw of records) {
        const id = JSON.parse(raw.value!.toString()).query_id as string
        const at = sentAt.get(id)
        if (at !== undefined) took.push(performance.now() - at)
        answers++
      }
    },
    onGap: () => {},
    onState: () => {},
  })
  const start = async () => {
    const env = { KAFKA_BOOTSTRAP_SERVERS: bootstrap, MILENA_DATA: data, MILENA_LOG: 'error' }
    const child = launchWorker(['rtfm'], env)
    await heard(child)
    return child
  }
  const ask = async (from: number, n: number) => {
    const records = Array.from({ length: n }, (_, i) => {
      const query_id = randomUUID()
      sentAt.set(query_id, performance.now())
      const about = {
        query_id,
        original_message_id: '0',
        question: question(from + i),
        username: 'bench',
        channel_id: '1',
      }
      return { topic: topics.queries, key: query_id, value: JSON.stringify(about) }
    })
    await sink.send(records)
  }
  const rush = async (from: number): Promise<number> => {
    const before = answers
    const began = performance.now()
    for (let i = 0; i < burst; i += 500) await ask(from + i, 500)
    await until('the rush is answered', () => answers >= before + burst, 120_000)
    return (burst / (performance.now() - began)) * 1000
  }

  for (let i = 0; i < messages; i += 1000)
    await sink.send(
      Array.from({ length: 1000 }, (_, n) => ({
        topic: topics.messages,
        key: String(i + n),
        value: JSON.stringify({
          ...{ message_id: String(i + n), content: text(i + n), username: 'bench', channel_id: '1' },
          timestamp: new Date().toISOString(),
        }),
      })),
    )
  const children = [await start()]
  try {
    await ask(0, 1)
    await until('the first answer', () => answers >= 1, 120_000)
    const one = await rush(0)
    took.length = 0
    for (let i = 0; i < 500; i += 5) {
      await ask(i, 5)
      await pause(100)
    }
    await until('the last answer', () => took.length >= 500, 30_000)
    const wait = quantile(took, 0.99)
    children.push(await start())
    // A rebalance: both have partitions once a few more are answered.
    await pause(12_000)
    await rush(0)
    const two = await rush(0)

    const archive = openFullText(join(data, 'rtfm'))
    const { answer } = createAnswerer({ archive })
    const bareTook: number[] = []
    const began = performance.now()
    for (let i = 0; i < burst; i++) {
      const at = performance.now()
      await answer({
        query_id: String(i),
        original_message_id: '0',
        question: question(i),
        username: 'bench',
        channel_id: '1',
      })
      bareTook.push(performance.now() - at)
    }
    const bare = (burst / (performance.now() - began)) * 1000
    archive.close()
    return [
      {
        what: `RTFM: answers/s, ${burst} questions at once over ${messages} messages, beside the archive called bare`,
        ...{ ours: one, rival: bare, unit: '/s', ratio: one / bare, must: '≥ 0.5 ×', met: one / bare >= 0.5 },
      },
      {
        what: 'RTFM: a second process in the group',
        ...{ ours: two, rival: one, unit: '/s', ratio: two / one, must: '> 1 ×', met: two > one },
      },
      {
        what: 'RTFM: question to answer at 50/s through Kafka, p99, beside the archive called bare',
        ...{ ours: wait, rival: quantile(bareTook, 0.99), unit: 'ms', must: '≤ 1000 ms', met: wait <= 1000 },
      },
    ]
  } finally {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map(gone))
    await door.close()
    rmSync(data, { recursive: true, force: true })
  }
}
