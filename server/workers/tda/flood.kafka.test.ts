import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { readConfig } from '#server/config.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import type { Outgoing } from '#server/ports.ts'
import { gone, launch, heard as told } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { every, folder, lag, listen, submission, topics } from './testing.ts'

const JOBS = 1000
const PER_SECOND = 50
/** Every hundredth is malformed, each in a way of its own. */
function malformed(i: number): Outgoing & { expect: 'dead' | 'failed' } {
  const id = `job-${i}`
  const torn = String(submission(id, { count: 20 }).value)
  const ways: (Outgoing & { expect: 'dead' | 'failed' })[] = [
    { topic: topics.jobs, key: id, value: torn.slice(0, 200), expect: 'dead' },
    { ...submission(id, {}, () => ({ point_cloud: { points: [[1, 'x']] } })), expect: 'failed' },
    { topic: topics.jobs, key: id, value: Buffer.from([0, 0, 0, 0, 7, 0xff]), expect: 'dead' },
    { ...submission(id, {}, () => ({ parameters: { max_dimension: -1 } })), expect: 'failed' },
    { topic: topics.jobs, key: id, value: '{"point_cloud": {"points": [[0, 1]]}}', expect: 'dead' },
  ]
  return ways[Math.floor(i / 100) % ways.length]!
}
const isMalformed = (i: number) => i % 100 === 50

test('1,000 jobs at 50 a second, some malformed, a worker killed among them: every job ends, and only once', {
  timeout: 480_000,
}, async () => {
  await using kafka = await startTestBroker()
  await using data = await folder()
  const registry = createServer((_, res) => res.end('["tda-job-messages"]'))
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  // Every name is set by the platform's own variables: nothing below would be found under the usual ones.
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrap,
    KAFKA_JOBS_TOPIC: 'acme.jobs',
    KAFKA_RESULTS_TOPIC: 'acme.results',
    KAFKA_EVENTS_TOPIC: 'acme.events',
    KAFKA_MONITORING_TOPIC: 'acme.monitoring',
    SCHEMA_REGISTRY_URL: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
  }
  const door = kafka.open({}, readConfig(env).kafka)
  await door.admin.ensureTopics(every)
  const heard = listen(door)
  const settings = { ...env, TDA_METRICS_PORT: '0', TDA_CONCURRENCY: '2', MILENA_DATA: data.path, MILENA_LOG: 'error' }
  const start = async () => {
    const child = launch('server/workers/main.ts', ['tda'], { ...settings, MILENA_EMBEDDED: 'off' })
    const { port } = await told<{ port: number }>(child)
    return { child, url: `http://127.0.0.1:${port}` }
  }
  const workers = await Promise.all([start(), start()])
  try {
    const done = async ({ url }: { url: string }) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(/tda_job_events_total\{event_type="job.completed"\} (\d+)/.exec(text)?.[1] ?? 0)
    }
    // Sent by the clock: what is due is sent, however late the last turn was.
    let sent = 0
    let killed = false
    const began = performance.now()
    await until(
      'all are sent, both processes have worked, and one was killed',
      async () => {
        const due = Math.min(JOBS, Math.floor(((performance.now() - began) / 1000) * PER_SECOND))
        const records = Array.from({ length: due - sent }, (_, k) => {
          const i = sent + k
          return isMalformed(i)
            ? malformed(i)
            : submission(`job-${i}`, { count: 24, seed: i, algorithm: i % 2 ? 'alpha_complex' : 'vietoris_rips' })
        })
        await door.sink.send(records)
        sent = due
        // Both share the work, and one dies with half of it still to come, or later on a slow machine.
        if (!killed && sent > JOBS / 2 && (await done(workers[0]!)) > 10 && (await done(workers[1]!)) > 10) {
          workers[0]!.child.kill('SIGKILL')
          killed = true
        }
        return sent === JOBS && killed
      },
      180_000,
    )
    const numbers = Array.from({ length: JOBS }, (_, i) => i)
    const answered = numbers.filter((i) => !isMalformed(i) || malformed(i).expect === 'failed').map((i) => `job-${i}`)
    await until('every job that names itself has an end', () => answered.every((job) => heard.ended(job) > 0), 180_000)
    for (const i of numbers)
      if (!isMalformed(i)) assert.equal(heard.end(`job-${i}`).status, 'completed')
      else if (malformed(i).expect === 'failed') assert.equal(heard.end(`job-${i}`).error_type, 'validation_error')
    const dead = () =>
      new Set(
        heard.all
          .filter((said) => said.topic === 'milena.dead-letters')
          .map(({ message }) => `${message.partition}/${message.offset}`),
      )
    await until('every other one is a dead letter', () => dead().size === JOBS - answered.length)
    // What was under way in the killed process is computed again; what was over is not.
    const twice = answered.filter((job) => heard.ended(job) > 1)
    assert.ok(twice.length <= 2, `computed twice: ${twice.join(', ')}`)
    await until('the group has nothing left', async () => (await lag(door)) === 0)

    const health = await (await fetch(`${workers[1]!.url}/health`)).json()
    assert.deepEqual(health.schema_registry, {
      ...{ status: 'healthy', url: env.SCHEMA_REGISTRY_URL, subject_count: 1 },
    })
  } finally {
    for (const { child } of workers) child.kill('SIGTERM')
    await Promise.all(workers.map(({ child }) => gone(child)))
    registry.close()
  }
})
