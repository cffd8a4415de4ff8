import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { createLog } from '#server/log.ts'
import { until } from '#server/testing/until.ts'
import { createCsvFile } from './csv-file.ts'
import { consumerOfJob, watchJobs } from './jobs.ts'
import { takeLock } from './lock.ts'
import { createProcessFile } from './state-file.ts'

function folder() {
  const dir = mkdtempSync(join(tmpdir(), 'milena-crypto-'))
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}
const name = { crypto: 'BTCUSDT', model: 'lightgbm', version: 'v1' }
const t = Date.UTC(2025, 9, 9, 8)
const said = (i: number) => ({ t: t + i * 60_000, said: [0.1, 0.2, 0.7] })

test('predictions are in the documented CSV file: a header, and a list as text', async () => {
  using at = folder()
  const csv = createCsvFile({ data: at.dir, symbol: 'BTCUSDT', model: 'lightgbm', version: 'v1' })
  assert.equal(csv.path, join(at.dir, 'predictions/BTCUSDT/lightgbm/v1.csv'))
  await csv.mend({ said: async () => [] })
  await csv.append([said(0), said(1)])
  assert.equal(
    readFileSync(csv.path, 'utf8'),
    'open_time,pred\n2025-10-09T08:00:00+00:00,"[0.1, 0.2, 0.7]"\n2025-10-09T08:01:00+00:00,"[0.1, 0.2, 0.7]"\n',
  )
})

test('a file that begins late gets the minutes before, too: neither its header nor half a line is taken for a time', async () => {
  using at = folder()
  const csv = () => createCsvFile({ data: at.dir, symbol: 'BTCUSDT', model: 'lightgbm', version: 'v1' })
  const [first, none] = [csv(), { said: async () => [] }]
  const midnight = said(-8 * 60)
  await first.mend(none)
  await first.append([said(0)])
  const again = csv()
  await again.mend(none)
  await again.append([midnight, said(-60), said(-4 * 60)])
  appendFileSync(first.path, '2025-10-09T')
  const last = csv()
  await last.mend({ said: async () => [midnight, said(0), said(1)] })
  const times = readFileSync(first.path, 'utf8').matchAll(/^2025-10-09T(\d\d:\d\d)/gm)
  assert.deepEqual([...times].map(([, time]) => time).sort(), ['00:00', '04:00', '07:00', '08:00', '08:01'])
})

test('after a death in the middle of a line the file has each prediction of the table once', async () => {
  using at = folder()
  const csv = createCsvFile({ data: at.dir, symbol: 'BTCUSDT', model: 'lightgbm', version: 'v1' })
  await csv.mend({ said: async () => [] })
  await csv.append([said(0), said(1)])
  appendFileSync(csv.path, '2025-10-09T08:02:00+00:00,"[0.1, 0.')
  const table = { said: async () => [0, 1, 2, 3].map(said) }
  assert.equal(await csv.mend(table), 2)
  assert.equal(await csv.mend(table), 0)
  const times = readFileSync(csv.path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(11, 16))
  assert.deepEqual(times, ['08:00', '08:01', '08:02', '08:03'])
})

test('what two processes of a group write at the same time is in the file once', async () => {
  using at = folder()
  const rows = 5000
  // Each waits for the other's first word, then both write the same candles: mended, and in chunks, as they come from Kafka.
  const code = `
    const { createCsvFile } = await import(${JSON.stringify(join(import.meta.dirname, 'csv-file.ts'))})
    const csv = createCsvFile(${JSON.stringify({ data: at.dir, symbol: 'BTCUSDT', model: 'lightgbm', version: 'v1' })})
    const said = (i) => ({ t: ${t} + i * 60_000, said: [0.1, 0.2, 0.7] })
    const all = Array.from({ length: ${rows} }, (_, i) => said(i))
    process.send('ready')
    await new Promise((go) => process.once('message', go))
    await csv.mend({ said: async () => all.slice(0, ${rows / 2}) })
    for (let i = 0; i < all.length; i += 100) await csv.append(all.slice(i, i + 100))
    process.disconnect()`
  const both = [0, 1].map(() =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  )
  await Promise.all(both.map((child) => once(child, 'message')))
  const ended = both.map((child) => once(child, 'exit'))
  for (const child of both) child.send('go')
  assert.deepEqual(await Promise.all(ended), [
    [0, null],
    [0, null],
  ])
  const lines = readFileSync(join(at.dir, 'predictions/BTCUSDT/lightgbm/v1.csv'), 'utf8').trim().split('\n')
  assert.equal(new Set(lines).size, lines.length)
  // Its own line a process appends once: what it wrote itself it does not look for.
  assert.equal(lines.length, 1 + rows)
})

test('a file that was taken away is written again', async () => {
  using at = folder()
  const csv = createCsvFile({ data: at.dir, symbol: 'BTCUSDT', model: 'lightgbm', version: 'v1' })
  const table = { said: async () => [0, 1, 2].map(said) }
  assert.equal(await csv.mend(table), 3)
  rmSync(csv.path)
  assert.equal(await csv.mend(table), 3)
  assert.equal(readFileSync(csv.path, 'utf8').trim().split('\n').length, 4)
})

test('a state file has the documented fields, keeps others, and a command is not written over before it was obeyed', async () => {
  using at = folder()
  const file = createProcessFile(at.dir, name)
  assert.equal(file.path, join(at.dir, 'BTCUSDT_lightgbm_v1.json'))
  assert.equal(await file.read(), null)
  await file.write('running')
  assert.deepEqual(JSON.parse(readFileSync(file.path, 'utf8')), { ...name, state: 'running', error_msg: '' })
  writeFileSync(file.path, JSON.stringify({ ...name, state: 'pause', error_msg: '', by: 'airflow' }))
  await file.write('running')
  assert.deepEqual(await file.read(), { state: 'pause', wanted: 'pause' })
  await file.write('paused')
  await file.write('error', 'something')
  assert.deepEqual(await file.read(), { state: 'paused', wanted: 'pause' }, 'a pause outlives an error')
  assert.equal(JSON.parse(readFileSync(file.path, 'utf8')).by, 'airflow')
  for (const [command, answer] of [
    ['start', 'running'],
    ['delete', 'deleted'],
  ] as const) {
    writeFileSync(file.path, JSON.stringify({ ...name, state: command }))
    await file.write('paused')
    assert.equal((await file.read())?.state, command)
    await file.write(answer)
    assert.equal((await file.read())?.state, answer)
  }
  await file.revive()
  assert.deepEqual(await file.read(), { state: 'wait', wanted: undefined })
  writeFileSync(file.path, JSON.stringify({ ...name, state: 'dancing' }))
  assert.deepEqual(await file.read(), { state: 'unknown', wanted: undefined })
  writeFileSync(file.path, '{"crypto":')
  assert.equal(await file.read(), null)
})

test('a command that comes while an answer is being written stays', async () => {
  using at = folder()
  const file = createProcessFile(at.dir, name)
  await file.write('wait')
  const answering = file.write('running')
  writeFileSync(file.path, JSON.stringify({ ...name, state: 'delete', error_msg: '' }))
  await answering
  assert.deepEqual(await file.read(), { state: 'delete', wanted: 'delete' })
  assert.deepEqual(readdirSync(at.dir), ['BTCUSDT_lightgbm_v1.json'])
})

test('a job is read for the consumer it names, never run', () => {
  const job = "#!/bin/bash\ncd '/srv' && python consumer.py --crypto BTCUSDT --model lightgbm --version v2\nrm -rf /\n"
  assert.deepEqual(consumerOfJob('x.sh', job), { ...name, version: 'v2' })
  assert.deepEqual(consumerOfJob('x.sh', 'run --crypto=ETHUSDT --model="tst" --version=3'), {
    crypto: 'ETHUSDT',
    model: 'tst',
    version: 'v3',
  })
  assert.deepEqual(consumerOfJob('BTCUSDT_mlp_v1.sh', 'python consumer.py'), { ...name, model: 'mlp' })
  assert.equal(consumerOfJob('x.sh', 'echo hello'), null)
  assert.equal(consumerOfJob('x.sh', '--crypto BTC-USDT --model lightgbm --version v1'), null)
})

test('jobs are taken from their folder once; what names nothing is put aside', async () => {
  using at = folder()
  writeFileSync(join(at.dir, 'BTCUSDT_lightgbm_v3.sh'), '#!/bin/sh\n')
  writeFileSync(join(at.dir, 'odd.sh'), 'echo hello')
  const started: unknown[] = []
  const jobs = watchJobs({ dir: at.dir, start: async (one) => void started.push(one), log: createLog('test', 'fatal') })
  await until('the job is started', () => started.length === 1 && readdirSync(at.dir).join() === 'odd.sh.refused')
  await jobs.stop()
  assert.deepEqual(started, [{ ...name, version: 'v3' }])
})

test('only one has the lock, and it goes with its holder', () => {
  using at = folder()
  const path = join(at.dir, 'lock')
  const first = takeLock(path)
  assert.ok(first)
  assert.equal(takeLock(path), undefined)
  first[Symbol.dispose]()
  const second = takeLock(path)
  assert.ok(second)
  second[Symbol.dispose]()
})
