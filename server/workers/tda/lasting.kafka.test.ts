import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { JobInput, jobPresets, pointsOf } from '#lib/tda/input.ts'
import { readComputation } from './computation.ts'
import { createPool } from './pool.ts'
import { createPython } from './python.ts'

/** No broker here, but the real GUDHI: what it finds in clouds of known shape. */
const pool = createPool({
  python: createPython(undefined, () => {}),
  script: join(import.meta.dirname, 'homology.py'),
  idleMs: 60_000,
  mostPairs: 1e6,
})
after(() => pool.close())

const limits = { timeoutMs: 60_000, memoryMb: 1024 }
async function betti(points: number[][], algorithm: string, max_dimension: number): Promise<number[]> {
  const ask = { algorithm, cloud: { points }, parameters: { max_dimension } }
  const run = { job_id: 'a', computation: readComputation(ask, limits), store: '' }
  const answer = await pool.run({ ...run, signal: new AbortController().signal, onReady: () => {} })
  return Object.values(answer.betti_numbers).map(([n]) => n!)
}
const sample = (input: object) => pointsOf(JobInput.parse(input))

test('every preset of the form has the Betti numbers its title promises', async () => {
  const known: Record<string, number[]> = {
    circle: [1, 1],
    torus: [1, 2, 1],
    'two clusters': [2],
    'figure eight': [1, 2],
  }
  for (const { values } of jobPresets)
    assert.deepEqual(
      await betti(sample(values), values.algorithm, values.max_dimension),
      known[values.shape],
      `${values.shape}, noise ${values.noise}`,
    )
})

test('known shapes are counted right with and without noise, whatever the seed', async () => {
  for (const [shape, count, noises, wanted] of [
    ['circle', 120, [0, 0.05, 0.1], [1, 1]],
    ['torus', 400, [0, 0.02], [1, 2, 1]],
    ['two clusters', 80, [0, 0.05], [2, 0]],
    ['figure eight', 160, [0, 0.05], [1, 2]],
  ] as const)
    for (const noise of noises)
      for (const seed of [1, 2, 3])
        for (const algorithm of shape === 'torus'
          ? ['alpha_complex']
          : ['vietoris_rips', 'alpha_complex', 'cech_complex'])
          assert.deepEqual(
            await betti(sample({ shape, count, noise, seed }), algorithm, wanted.length - 1),
            wanted,
            `${shape}, noise ${noise}, seed ${seed}, ${algorithm}`,
          )
})

test('evenly scattered points are one piece without loops or voids, and so are four corners', async () => {
  // Weyl sequences are too even; the digits of sines are not.
  const scatter = (n: number, wide: number, from: number) =>
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: wide }, (_, j) => {
        const x = Math.sin((from + i * wide + j + 1) * 12.9898) * 43_758.5453
        return x - Math.floor(x)
      }),
    )
  for (const from of [0, 1000, 2000, 3000]) {
    assert.deepEqual(await betti(scatter(100, 2, from), 'vietoris_rips', 1), [1, 0], `square from ${from}`)
    assert.deepEqual(await betti(scatter(200, 3, from), 'alpha_complex', 2), [1, 0, 0], `cube from ${from}`)
  }
  const corners = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]
  assert.deepEqual(await betti(corners, 'vietoris_rips', 1), [1, 0])
})
