import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { tda } from '#lib/systems/tda.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { root } from '#server/start/steps.ts'
import { ensureVenv } from '#server/start/venv.ts'
import { gone, heard } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import type { Sink } from '../ports.ts'
import { launchWorker } from './processes.ts'
import { quantile, type Result } from './stats.ts'

const JOBS = 400
const jobs = tda.topics.find((topic) => topic.noun === 'job event')!.name
const results = tda.topics.find((topic) => topic.noun === 'result')!.name

const message = (id: string, n: number) =>
  composeJob(JobInput.parse({ count: 100, seed: n, algorithm: n % 2 ? 'alpha_complex' : 'vietoris_rips' }), {
    id,
    now: new Date(),
  })

/** Jobs of 100 points through Kafka and the worker, beside the same clouds given to GUDHI alone: one Python process, a loop, no messages. */
export async function tdaJobs(bootstrap: string, sink: Sink): Promise<Result[]> {
  const { python } = await ensureVenv({
    name: 'tda',
    requirements: 'server/workers/tda/requirements.txt',
    say: console.log,
  })
  const data = mkdtempSync(join(tmpdir(), 'milena-bench-tda-'))
  const door = createClient(readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap }).kafka, createLog('bench', 'silent'))
  const answered = new Map<string, number>()
  door.openSource({
    topics: [results],
    cursor: () => undefined,
    begin: { backMs: 1e12, maxRecords: 1e6 },
    onBatch: (records) => {
      for (const raw of records) answered.set(raw.key!.toString(), performance.now())
    },
    onGap: () => {},
    onState: () => {},
  })
  const env = { KAFKA_BOOTSTRAP_SERVERS: bootstrap, MILENA_EMBEDDED: 'off', MILENA_DATA: data, MILENA_LOG: 'error' }
  const start = async (): Promise<ChildProcess> => {
    const child = launchWorker(['tda'], { ...env, TDA_METRICS_PORT: '0' })
    await heard(child)
    return child
  }
  const submit = async (from: number, count: number) => {
    const ids = Array.from({ length: count }, (_, i) => `bench-${from + i}`)
    const began = performance.now()
    await sink.send(ids.map((id, i) => ({ topic: jobs, key: id, value: JSON.stringify(message(id, from + i)) })))
    await until('every job is answered', () => ids.every((id) => answered.has(id)), 300_000)
    return { ids, began, ended: Math.max(...ids.map((id) => answered.get(id)!)) }
  }
  const rate = (run: { began: number; ended: number }) => JOBS / ((run.ended - run.began) / 1000)

  const workers = [await start()]
  try {
    await submit(0, 8)
    const bare = await bareRate(python)
    const one = rate(await submit(1000, JOBS))
    // One at a time: how long a person waits who submits a small job.
    const took: number[] = []
    for (let i = 0; i < 100; i++) {
      const { began, ended } = await submit(5000 + i, 1)
      took.push(ended - began)
    }
    workers.push(await start())
    await submit(6000, 60)
    const two = rate(await submit(7000, JOBS))
    const p99 = quantile(took, 0.99)
    return [
      {
        what: `TDA: ${JOBS} jobs of 100 points, one worker; GUDHI bare in one process`,
        ...{ ours: one, rival: bare, unit: 'jobs/s', ratio: one / bare, must: 'shown', met: true },
      },
      {
        what: 'TDA: the same with a second worker',
        ours: two,
        rival: one,
        unit: 'jobs/s',
        ratio: two / one,
        must: 'shown',
        met: true,
      },
      {
        what: 'TDA: submitted to result, p95, one at a time',
        ours: quantile(took, 0.95),
        unit: 'ms',
        must: '≤ 1000',
        met: quantile(took, 0.95) <= 1000,
      },
      { what: 'TDA: submitted to result, p99, one at a time', ours: p99, unit: 'ms', must: 'shown', met: true },
    ]
  } finally {
    for (const child of workers) child.kill('SIGTERM')
    await Promise.all(workers.map(gone))
    await door.close()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Jobs a second of GUDHI called in a loop over the same clouds, with the worker's own Python. */
async function bareRate(python: string): Promise<number> {
  const clouds = Array.from({ length: JOBS }, (_, i) => message('x', 1000 + i).point_cloud.points)
  const child = spawn(python, [join(root, 'server/bench/tda-bare.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(`${JSON.stringify(clouds)}\n`)
  for await (const line of createInterface({ input: child.stdout })) return JOBS / Number(line)
  throw new Error('GUDHI alone said nothing')
}
