import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { contributions } from './explain.ts'
import { FEATURES } from './features.ts'
import { describe } from './prediction.ts'
import { openModel } from './score.ts'

interface Fixture {
  vectors: number[][]
  scores: number[]
  onnx: number[]
  contributions: number[][]
}
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'model/fixture.json'), 'utf8')) as Fixture
const rows = fixture.vectors.map((vector) => Float32Array.from(vector))

test('the model scores as the same file does in Python, one by one and in a batch', async () => {
  const model = await openModel()
  assert.deepEqual(model.features, [...FEATURES])
  const batch = await model.score(rows)
  for (const [i, row] of rows.entries()) {
    assert.ok(Math.abs(batch[i]! - fixture.onnx[i]!) < 1e-6)
    assert.ok(Math.abs(batch[i]! - fixture.scores[i]!) < 1e-6)
    assert.equal((await model.score([row]))[0], batch[i])
  }
  await model.close()
})

test("explanations are LightGBM's own contributions, and add up to the log-odds of the score", async () => {
  const model = await openModel()
  for (const [i, row] of rows.entries()) {
    const mine = contributions(model.trees, row)
    for (const [j, theirs] of fixture.contributions[i]!.entries()) {
      assert.ok(
        Math.abs(mine[j]! - theirs) < 1e-6,
        `row ${i}, ${FEATURES[j] ?? 'expectation'}: ${mine[j]} is not ${theirs}`,
      )
    }
    assert.deepEqual(contributions(model.trees, row), mine, 'the same again, now from what was worked out')
    const odds = mine.reduce((sum, x) => sum + x, 0)
    assert.ok(Math.abs(1 / (1 + Math.exp(-odds)) - fixture.scores[i]!) < 1e-6)
  }
  await model.close()
})

test('a prediction names its five largest features clamped, and its five strongest drivers with direction', async () => {
  const model = await openModel()
  const row = rows.at(-1)!
  const [score] = await model.score([row])
  const prediction = describe(model, { customerId: 'c', row, score: score! })
  assert.equal(prediction.top_features.length, 5)
  assert.ok(prediction.top_features.every((f) => Math.abs(f.value) <= 9.9999))
  const { top_drivers, explanation_text } = prediction.explanation
  assert.match(explanation_text, new RegExp(`^${prediction.risk_level} risk`))
  assert.ok(
    top_drivers.every(
      (d) => /^-?\d+\.\d{4}$/.test(d.value) && d.impact !== 0 && d.impact_pct >= 0 && d.impact_pct <= 100,
    ),
  )
  assert.match(prediction.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/)
  await model.close()
})

test('what is unknown is taken at its median, and the levels begin at their cuts', async () => {
  const model = await openModel()
  const filled = model.fill(new Float64Array(FEATURES.length).fill(Number.NaN))
  assert.ok(filled.every((x) => Number.isFinite(x)))
  assert.deepEqual([0.29999, 0.3, 0.5, 0.69999, 0.7].map(model.level), ['LOW', 'MEDIUM', 'HIGH', 'HIGH', 'CRITICAL'])
  await model.close()
})
