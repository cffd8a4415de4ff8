import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Raw } from '#server/ports.ts'
import { localNaive } from './calendar.ts'
import { openPast } from './past.ts'

const quiet = { error: () => {}, warn: () => {} }
const record = (offset: number, value: unknown): Raw => ({
  ...{ topic: 'predictions', partition: 1, offset: String(offset), timestamp: Date.now(), key: null },
  value: value === null ? null : Buffer.from(JSON.stringify(value)),
})
const prediction = (score: number) => ({
  ...{ customer_id: 'a', risk_score: score, risk_level: 'LOW', timestamp: localNaive() },
})

test('records go to the thread and are found again; it goes on where it stopped, and what is no prediction is passed over', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-past-'))
  const file = join(dir, 'scores.db')
  const past = await openPast(file, quiet)
  past.take([record(7, prediction(0.1)), record(8, null), record(9, 'nonsense'), record(10, prediction(0.2))])
  assert.equal(past.cursor(1), '11')
  assert.deepEqual(
    (await past.of('a', 0)).map((one) => one.risk_score),
    [0.1, 0.2],
  )
  past.keep({
    ...prediction(0.3),
    top_features: [],
    explanation: { explanation_text: '', top_drivers: [] },
    risk_level: 'LOW',
  })
  assert.equal((await past.stats()).total_customers, 1)
  assert.equal((await past.of('a', 0)).length, 3)
  await past.close()
  const again = await openPast(file, quiet)
  assert.deepEqual([again.cursor(1), again.cursor(0)], ['11', undefined])
  again.jump(1, '3')
  assert.equal(again.cursor(1), '3')
  await again.close()
  rmSync(dir, { recursive: true })
})

test('a prediction without a time, as the contract allows, does not stop the history; what cannot be kept is told with its place', async () => {
  const warned: any[] = []
  const past = await openPast(':memory:', { error: assert.fail, warn: (about: unknown) => void warned.push(about) })
  past.take([
    record(1, { customer_id: 'a', risk_score: 0.1, risk_level: 'LOW' }),
    record(2, { customer_id: 'a' }),
    record(3, 'nonsense'),
    record(4, null),
    record(5, prediction(0.2)),
  ])
  assert.equal((await past.of('a', Date.now() - 60_000)).length, 2)
  assert.equal(warned.length, 1)
  const { topic, partition, offset, cause, more } = warned[0]
  assert.deepEqual([topic, partition, offset, more], ['predictions', 1, '2', 1])
  assert.match(cause, /risk_score/)
  await past.close()
})

test('a file that cannot be used is told, and nobody waits for its thread', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-past-'))
  const file = join(dir, 'scores.db')
  writeFileSync(file, 'this is not a database, whatever its name says'.repeat(200))
  await assert.rejects(openPast(file, quiet), /not a database/)
  rmSync(dir, { recursive: true })
})
