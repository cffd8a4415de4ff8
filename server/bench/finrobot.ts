import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { finrobot as system } from '#lib/systems/finrobot.ts'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { workerFlags } from '#server/start/node-flags.ts'
import { gone, heard } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { prompt } from '#server/workers/finrobot/prompts.ts'
import { shippedModel } from '#server/workers/finrobot/settings.ts'
import { createRandom } from '#server/workers/random.ts'
import type { Raw, Sink } from '../ports.ts'
import { launchWorker, runOnce } from './processes.ts'
import { median, quantile, type Result } from './stats.ts'

interface Bare {
  /** One call per request, as FinRobot itself calls it. */
  perSecond: number
  batched: number
  p99: number
}
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** FinRobot's worker beside its model called bare: requests/s through Kafka with one process and with two, and p99 from request to reply. */
export async function finrobot(bootstrap: string, sink: Sink, requests = 20_000, rounds = 3): Promise<Result[]> {
  const door = createClient(readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap }).kafka, quiet)
  const random = createRandom(7)
  const value = () => JSON.stringify({ input_data: { input: [prompt(random)] } })

  async function worker(name: string) {
    const child = launchWorker(['finrobot'], {
      KAFKA_BOOTSTRAP_SERVERS: bootstrap,
      MILENA_LOG: 'error',
      MLFLOW_MODEL_URI: shippedModel,
      MILENA_DATA: join('.milena', 'bench'),
      DEFAULT_FASTAPI_PORT: '0',
      DEFAULT_INPUT_TOPIC: `${name}.in`,
      DEFAULT_OUTPUT_TOPIC: `${name}.out`,
      DEFAULT_GROUP_ID: name,
    })
    await heard(child)
    return {
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await gone(child)
      },
    }
  }

  /** A pair of topics of its own; what comes out of them. */
  async function desk(name: string, partitions: number) {
    await door.admin.ensureTopics(
      system.topics.map((topic, i) => ({
        ...topic,
        name: `${name}.${i ? 'out' : 'in'}`,
        settings: { ...topic.settings, partitions: i ? 1 : partitions },
      })),
    )
    const replies: Raw[] = []
    const source = door.openSource({
      ...{ topics: [`${name}.out`], cursor: () => '0', begin: { backMs: 0, maxRecords: 0 } },
      ...{ onGap: () => {}, onState: () => {} },
      onBatch: (batch) => void replies.push(...batch),
    })
    return { replies, stop: source.stop }
  }

  /** A flood of requests, answered by so many processes: replies per second between the first and the last. */
  async function flood(name: string, processes: number): Promise<number> {
    const { replies, stop } = await desk(name, 2)
    const letters = Array.from({ length: requests }, (_, i) => ({
      ...{ topic: `${name}.in`, key: null, partition: i % 2 },
      value: value(),
    }))
    await using workers = new AsyncDisposableStack()
    for (const one of await Promise.all(Array.from({ length: processes }, () => worker(name)))) workers.use(one)
    // Members take their places first: a group that gathers amid the work would be measured gathering.
    await until(
      'every process has its partitions',
      async () => {
        const members = (await door.admin.groups().catch(() => [])).find((group) => group.id === name)?.members ?? []
        return members.filter((member) => member.assigned.length > 0).length === processes
      },
      60_000,
    )
    for (let n = 0; n < requests; n += 2000) await sink.send(letters.slice(n, n + 2000))
    await until('all are answered', () => replies.length >= requests, 180_000)
    await stop()
    const times = replies.map((reply) => reply.timestamp)
    return (replies.length / Math.max(1, Math.max(...times) - Math.min(...times))) * 1000
  }

  /** One request at a time, 50 a second: ms from request to reply. */
  async function calm(name: string): Promise<number> {
    const { replies, stop } = await desk(name, 1)
    await using _ = await worker(name)
    const ask = () => sink.send([{ topic: `${name}.in`, key: null, value: value() }])
    await ask()
    await until('it answers', () => replies.length === 1, 60_000)
    const sent: number[] = []
    for (let n = 0; n < 300; n++) {
      sent.push(Date.now())
      void ask()
      await pause(20)
    }
    await until('all are answered', () => replies.length === 301, 60_000)
    await stop()
    return quantile(
      sent.map((at, i) => replies[i + 1]!.timestamp - at),
      0.99,
    )
  }

  const [bare, one, two]: number[][] = [[], [], []]
  const floors: number[] = []
  const batched: number[] = []
  for (let round = 0; round < rounds; round++) {
    const floor = await runOnce<Bare>('server/bench/finrobot-bare.ts', [String(requests)], workerFlags)
    bare!.push(floor.perSecond)
    floors.push(floor.p99)
    batched.push(floor.batched)
    one!.push(await flood(`flood${round}`, 1))
    two!.push(await flood(`flood${round}x2`, 2))
  }
  const p99 = await calm('calm')
  await door.close()
  const ratio = median(one!.map((x, i) => x / bare![i]!))
  const gain = median(two!.map((x, i) => x / one![i]!))
  return [
    {
      what: 'FinRobot: requests/s through its worker, beside the model called bare for each',
      ours: median(one!),
      rival: median(bare!),
      unit: '/s',
      ratio,
      must: '≥ 0.5 ×',
      met: ratio >= 0.5,
    },
    {
      what: 'the same beside the model bare in batches of 256',
      ours: median(one!),
      rival: median(batched),
      unit: '/s',
      ratio: median(one!) / median(batched),
      must: 'for information',
      met: true,
    },
    {
      what: 'the same with a second process in the group, beside one',
      ours: median(two!),
      rival: median(one!),
      unit: '/s',
      ratio: gain,
      must: '> 1 ×',
      met: gain > 1,
    },
    {
      what: 'p99 from request to reply at 50/s, beside one bare call',
      ours: p99,
      rival: median(floors),
      unit: 'ms',
      ratio: p99 / median(floors),
      must: '≤ 1 s',
      met: p99 <= 1000,
    },
  ]
}
