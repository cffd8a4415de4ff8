import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { prompt } from '#server/workers/finrobot/prompts.ts'
import { shippedModel } from '#server/workers/finrobot/settings.ts'
import { createRandom } from '#server/workers/random.ts'
import { quantile } from './stats.ts'

/** The floor of FinRobot's worker: its model called bare, no Kafka, no JSON. Says texts/s one call each and in batches of 256, and the p99 of single calls in ms. */
const texts = Number(process.argv[2])
const random = createRandom(7)
const all = Array.from({ length: texts }, () => prompt(random))
ort.env.wasm.numThreads = 1
ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
const session = await ort.InferenceSession.create(await readFile(join(shippedModel, 'model.onnx')), {
  executionProviders: ['wasm'],
})
const run = (batch: string[]) => session.run({ input: new ort.Tensor('string', batch, [batch.length, 1]) })
for (let i = 0; i < 20; i++) await run(all.slice(0, 256))

const began = performance.now()
for (let from = 0; from < texts; from += 256) await run(all.slice(from, from + 256))
const ms = performance.now() - began

const single: number[] = []
const singly = performance.now()
for (const text of all.slice(0, 5000)) {
  const at = performance.now()
  await run([text])
  single.push(performance.now() - at)
}
const each = (single.length / (performance.now() - singly)) * 1000
process.send!({ perSecond: each, batched: (texts / ms) * 1000, p99: quantile(single, 0.99) })
process.disconnect()
