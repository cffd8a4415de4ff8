import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { workerFlags } from '#server/start/node-flags.ts'
import { freePort } from '#server/start/steps.ts'
import { gone, heard } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { topics as contractTopics } from '#server/workers/delinquency/topics.ts'
import type { Transaction } from '#server/workers/delinquency/transaction.ts'
import type { Outgoing, Sink } from '../ports.ts'
import { launchWorker, runOnce } from './processes.ts'
import { median, quantile, type Result } from './stats.ts'
import { createTransactions } from './transactions.ts'

interface Bare {
  /** One call per prediction. */
  perSecond: number
  batched: number
  /** Features, model and explanation, one call each. */
  whole: number
  p99: number
}
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const group = 'feature-processor-group'

/** The delinquency worker beside its model called bare: predictions/s through Kafka with one process and with two, p99 from transaction and from HTTP request to prediction. */
export async function delinquency(bootstrap: string, sink: Sink, count = 60_000, rounds = 3): Promise<Result[]> {
  const door = createClient(readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap }).kafka, quiet)
  const topics = contractTopics()
  const next = createTransactions()
  const port = await freePort()
  /** When each prediction was written, and those to a request by its id; epoch ms. */
  const written: number[] = []
  const answers = new Map<string, number>()
  const source = door.openSource({
    ...{ topics: [topics.predictions], cursor: () => '0', begin: { backMs: 0, maxRecords: 0 } },
    ...{ onGap: () => {}, onState: () => {} },
    onBatch: (batch) => {
      for (const { timestamp, headers } of batch) {
        written.push(timestamp)
        const id = headers?.['x-request-id']
        if (id) answers.set(id, timestamp)
      }
    },
  })
  const record = (txn: Transaction, id?: string): Outgoing => ({
    ...{ topic: topics.transactions, key: txn.customer_id },
    value: JSON.stringify({ ...txn, event_type: 'transaction' }),
    ...(id && { headers: { 'x-request-id': id } }),
  })

  /** A process in the group; the first has the HTTP API, and a second at the same port only scores. */
  async function worker() {
    const data = mkdtempSync(join(tmpdir(), 'milena-bench-'))
    const child = launchWorker(['delinquency'], {
      ...{ KAFKA_BOOTSTRAP_SERVERS: bootstrap, MILENA_DATA: data, MILENA_LOG: 'error', API_PORT: String(port) },
    })
    await heard(child)
    return {
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await gone(child)
        rmSync(data, { recursive: true, force: true })
      },
    }
  }
  const joined = (processes: number) =>
    until(
      'every process has its partitions',
      async () => {
        const members = (await door.admin.groups().catch(() => [])).find(({ id }) => id === group)?.members ?? []
        return members.filter((member) => member.assigned.length > 0).length === processes
      },
      60_000,
    )

  /** Transactions at once, until the group has committed them all: predictions per second from when the last was sent (sending takes a processor of its own). */
  async function flood(txns: Transaction[]): Promise<number> {
    const letters = txns.map((txn) => record(txn))
    for (let n = 0; n < letters.length; n += 2000) await sink.send(letters.slice(n, n + 2000))
    const began = Date.now()
    await until(
      'all are scored',
      async () => {
        const ends = await door.admin.latestOffsets([topics.transactions])
        const commits = await door.admin.groupOffsets(group, [topics.transactions])
        const at = new Map(commits.map(({ partition, offset }) => [partition, BigInt(offset)]))
        return ends.every(({ partition, low, high }) => low === high || (at.get(partition) ?? 0n) >= BigInt(high))
      },
      180_000,
    )
    const ends = await door.admin.latestOffsets([topics.predictions])
    const all = ends.reduce((sum, { high }) => sum + Number(high), 0)
    await until('all predictions are here', () => written.length >= all, 60_000)
    const times = written.filter((at) => at >= began)
    return (times.length / Math.max(1, times.reduce((a, b) => Math.max(a, b), began) - began)) * 1000
  }

  /** A telling transaction every 20 ms: ms from its sending to its prediction, 99 of 100. */
  async function calm(): Promise<number> {
    const sent = new Map<string, number>()
    for (const [n, txn] of next(300).entries()) {
      sent.set(`bench-${n}`, Date.now())
      void sink.send([record({ ...txn, is_failed: true }, `bench-${n}`)])
      await pause(20)
    }
    await until('all are scored', () => answers.size === sent.size, 60_000)
    return quantile(
      [...sent].map(([id, at]) => answers.get(id)! - at),
      0.99,
    )
  }

  /** A `POST /predict` every 20 ms: ms to its answer, 99 of 100. */
  async function asked(): Promise<number> {
    const took: Promise<number>[] = []
    for (const { customer_id } of next(300)) {
      const began = performance.now()
      const answer = fetch(`http://127.0.0.1:${port}/predict`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ customer_id }) },
      })
      took.push(
        answer.then(async (response) => {
          if (!response.ok) throw new Error(`POST /predict: ${response.status} ${await response.text()}`)
          await response.arrayBuffer()
          return performance.now() - began
        }),
      )
      await pause(20)
    }
    return quantile(await Promise.all(took), 0.99)
  }

  const [floors, one, two]: [Bare[], number[], number[]] = [[], [], []]
  await using workers = new AsyncDisposableStack()
  workers.use(await worker())
  await joined(1)
  await flood(next(2_000))
  for (let round = 0; round < rounds; round++) {
    floors.push(await runOnce<Bare>('server/bench/delinquency-bare.ts', [String(count)], workerFlags))
    one.push(await flood(next(1.5 * count)))
  }
  const [toPrediction, toAnswer] = [await calm(), await asked()]
  workers.use(await worker())
  await joined(2)
  // Windows that moved are whole again before a new record is scored; that is not what is measured.
  await flood(next(2_000))
  for (let round = 0; round < rounds; round++) two.push(await flood(next(1.5 * count)))
  await source.stop()
  await door.close()

  const ratio = median(one.map((x, i) => x / floors[i]!.perSecond))
  const whole = median(one.map((x, i) => x / floors[i]!.whole))
  const batched = median(floors.map((floor) => floor.batched))
  const gain = median(two) / median(one)
  const floor = median(floors.map(({ p99 }) => p99))
  const what = 'delinquency: predictions/s through its worker'
  const rates = { unit: '/s', ours: median(one) }
  return [
    {
      ...{ what: `${what}, beside its library (features, model, explanation) called bare for each`, ...rates },
      ...{ rival: median(floors.map(({ whole }) => whole)), ratio: whole, must: '≥ 0.5 ×', met: whole >= 0.5 },
    },
    {
      ...{ what: 'the same beside the model alone called bare for each', ...rates },
      ...{ rival: median(floors.map(({ perSecond }) => perSecond)), ratio, must: 'for information', met: true },
    },
    {
      ...{ what: 'the same beside the model alone in batches of 500', ...rates },
      ...{ rival: batched, ratio: median(one) / batched, must: 'for information', met: true },
    },
    {
      ...{ what: 'the same with a second process in the group, beside one', unit: '/s', ours: median(two) },
      ...{ rival: median(one), ratio: gain, must: '> 1 ×', met: gain > 1 },
    },
    {
      ...{ what: 'p99 from transaction to prediction at 50/s, beside one bare call', unit: 'ms', ours: toPrediction },
      ...{ rival: floor, ratio: toPrediction / floor, must: '≤ 1 s', met: toPrediction <= 1000 },
    },
    {
      ...{ what: 'p99 of POST /predict at 50/s, beside one bare call', unit: 'ms', ours: toAnswer },
      ...{ rival: floor, ratio: toAnswer / floor, must: '≤ 1 s', met: toAnswer <= 1000 },
    },
  ]
}
