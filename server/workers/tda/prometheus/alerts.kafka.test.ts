import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { readConfig } from '#server/config.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import { freePort } from '#server/start/steps.ts'
import { gone } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { producer } from '../client.ts'
import { every, folder, listen, submission } from '../testing.ts'
import { startWorker } from '../worker.ts'
import { findPrometheus } from './find-prometheus.ts'

const run = promisify(execFile)
const here = import.meta.dirname

test('the alert rules are valid, and fire when they should and only then', async () => {
  const { promtool } = await findPrometheus()
  await run(promtool, ['check', 'rules', join(here, 'rules.yml')])
  await run(promtool, ['test', 'rules', join(here, 'rules.test.yml')])
})

test('a real Prometheus raises all three when the broker stalls and then ends', { timeout: 480_000 }, async () => {
  const tools = await findPrometheus()
  await using kafka = await startTestBroker()
  await using data = await folder()
  await kafka.door.admin.ensureTopics(every)
  const heard = listen(kafka.open())
  const config = { ...readConfig({ TDA_METRICS_PORT: '0' }), kafka: kafka.config, data: data.path }
  config.settings = { ...config.settings, TDA_METRICS_PORT: '0' }
  const log = createLog('test', process.env.TEST_LOG ?? 'silent')
  // What does not arrive counts as an error when the delivery timeout is over: two minutes, here two seconds.
  const door = kafka.open({ compression: 'lz4', producer: { ...producer, deliveryTimeoutMs: 2000 } })
  await using worker = await startWorker({ config, log, door })

  // The product's own rules, in seconds for minutes: nobody can wait ten of those here.
  const rules = (await readFile(join(here, 'rules.yml'), 'utf8'))
    .replace(/for: \d+m/g, 'for: 1s')
    .replaceAll('[5m]', '[10s]')
  await writeFile(join(data.path, 'rules.yml'), rules)
  await writeFile(
    join(data.path, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '500ms', evaluation_interval: '500ms' },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: 'tda', static_configs: [{ targets: [`127.0.0.1:${worker.port}`] }] }],
    }),
  )
  const port = await freePort()
  const flags = [
    `--config.file=${join(data.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(data.path, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const prometheus = spawn(tools.prometheus, flags, { stdio: 'ignore' })
  try {
    const ask = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined)
      return response?.ok ? ((await response.json()) as { data: any }).data : undefined
    }
    const firing = async (): Promise<string[]> =>
      ((await ask('alerts'))?.alerts ?? [])
        .filter((alert: any) => alert.state === 'firing')
        .map((alert: any) => alert.labels.alertname)
    const fires = (name: string) => until(name, async () => (await firing()).includes(name))

    await kafka.door.sink.send([submission('well', {})])
    await until('the worker works', () => heard.end('well'))
    await until('it is scraped, and well', async () => {
      const up = await ask(`query?query=${encodeURIComponent('sum(tda_kafka_connection_status)')}`)
      return up?.result?.[0]?.value?.[1] === '2'
    })
    await until('nothing is wrong', async () => (await firing()).length === 0)

    // A broker that keeps standing still while jobs are told of: every time, what is under way waits for more than a second.
    await kafka.door.sink.send(Array.from({ length: 120 }, (_, i) => submission(`slow-${i}`, { count: 20 })))
    await until('some are under way', () => heard.types('slow-0').includes('job.started'))
    const pid = kafka.broker.pid()!
    const passed = (ms: number, since = performance.now()) => until('a while', () => performance.now() - since > ms)
    await until(
      'TdaKafkaProducerLatencyHigh',
      async () => {
        process.kill(pid, 'SIGSTOP')
        await passed(1200)
        process.kill(pid, 'SIGCONT')
        await passed(50)
        return (await firing()).includes('TdaKafkaProducerLatencyHigh')
      },
      60_000,
    )

    await kafka.door.sink.send(Array.from({ length: 60 }, (_, i) => submission(`lost-${i}`, { count: 20 })))
    await until('they are begun', () => heard.types('lost-0').includes('job.started'))
    await kafka.broker.stop()
    await fires('TdaKafkaErrorRateHigh')
    await fires('TdaKafkaConnectionDown')
    assert.ok((await firing()).length >= 2)
  } finally {
    prometheus.kill('SIGTERM')
    await gone(prometheus)
  }
})
