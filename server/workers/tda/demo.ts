import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { tda } from '#lib/systems/tda.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import { shapes } from '#lib/tda/shapes.ts'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { openClient } from './client.ts'
import { topics as contractTopics } from './topics.ts'

/** Demo traffic of the platform: a small job every 10 to 15 seconds, of every shape and algorithm; now and then one that must fail. */
const algorithms = ['vietoris_rips', 'alpha_complex', 'cech_complex', 'witness_complex'] as const
const counts = { circle: 120, torus: 250, 'two clusters': 80, 'figure eight': 160 }
const priorities = ['normal', 'normal', 'high', 'low', 'normal', 'critical'] as const

/** The nth job; the same number always makes the same job but for its id. */
export function demoJob(n: number, now: Date) {
  const shape = shapes[n % shapes.length]!
  const input = JobInput.parse({
    shape,
    count: counts[shape] - (n % 5) * 8,
    noise: [0.02, 0.05, 0.03, 0.08][n % 4],
    seed: n,
    algorithm: algorithms[Math.floor(n / shapes.length) % algorithms.length],
    max_dimension: shape === 'torus' ? 2 : 1,
    priority: priorities[n % priorities.length],
  })
  const job = composeJob(input, { id: randomUUID(), now })
  // A backend of this platform would refuse it, too: the last point has lost a coordinate.
  if (n % 17 === 16) job.point_cloud.points = [...job.point_cloud.points.slice(0, -1), [0.5]]
  return job
}

export async function runDemo(): Promise<void> {
  const config = readConfig()
  const log = createLog('tda demo', config.log)
  const door = openClient(config.kafka, log)
  const topic = contractTopics().jobs
  await runWorker(async (signal) => {
    const submit = async () => {
      for (let n = Math.floor(Date.now() / 12_500); !signal.aborted; n++) {
        const now = new Date()
        const job = demoJob(n, now)
        const headers = { source: 'milena', timestamp: String(now.getTime()), 'content-type': 'application/json' }
        await door.sink
          .send([{ topic, key: job.payload.job_id, value: JSON.stringify(job), headers }])
          .catch((error: Error) => log.warn({ cause: error.message }, 'job not submitted'))
        await pause(10_000 + Math.random() * 5000, undefined, { signal }).catch(() => {})
      }
    }
    const over = submit()
    return {
      line: `${tda.title} demo: a job every 10 to 15 seconds`,
      async stop() {
        await over
        await door.close()
      },
    }
  }, log)
}

if (import.meta.main) {
  await asProgram(runDemo)
}
