import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web'
import type { Trees } from './explain.ts'

export type Level = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

export interface Model {
  version: string
  /** ISO, UTC */
  trainedAt: string
  features: readonly string[]
  levels: Record<Exclude<Level, 'LOW'>, number>
  trees: Trees[]
  /** Features with the medians in place of what is unknown, as 32-bit floats: what the model really sees. */
  fill: (features: ArrayLike<number>) => Float32Array
  /** Probabilities of delinquency within 30 days, one per row; rows come from `fill`. */
  score: (rows: readonly Float32Array[]) => Promise<number[]>
  level: (score: number) => Level
  close: () => Promise<void>
}

interface ModelFile {
  version: string
  trained_at: string
  features: string[]
  medians: number[]
  levels: Model['levels']
  trees: Trees[]
}

export const defaultModel: string = join(import.meta.dirname, 'model/model.onnx')

/** Opens `<name>.onnx` and the `<name>.json` beside it. Rejects when a file is missing or they do not belong together. */
export async function openModel(path: string = defaultModel): Promise<Model> {
  const about = JSON.parse(await readFile(path.replace(/\.onnx$/, '.json'), 'utf8')) as ModelFile
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
  const session = await ort.InferenceSession.create(await readFile(path), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    graphOptimizationLevel: 'all',
    // Batches differ in size each time: remembering memory by shape only grows.
    enableMemPattern: false,
    enableCpuMemArena: false,
  })
  const width = about.features.length
  // The runtime runs one thing at a time; callers need not know.
  let turn: Promise<unknown> = Promise.resolve()

  async function run(rows: readonly Float32Array[]): Promise<number[]> {
    const data = new Float32Array(rows.length * width)
    for (const [i, row] of rows.entries()) data.set(row, i * width)
    const features = new ort.Tensor('float32', data, [rows.length, width])
    const { probabilities } = await session.run({ features }, ['probabilities'])
    const pairs = probabilities!.data as Float32Array
    return rows.map((_, i) => pairs[2 * i + 1]!)
  }

  return {
    version: about.version,
    trainedAt: about.trained_at,
    features: about.features,
    levels: about.levels,
    trees: about.trees,
    fill: (features) =>
      Float32Array.from({ length: width }, (_, i) => (Number.isNaN(features[i]) ? about.medians[i]! : features[i]!)),
    score(rows) {
      if (!rows.length) return Promise.resolve([])
      const mine = turn.then(() => run(rows))
      turn = mine.catch(() => {})
      return mine
    },
    level(score) {
      const { MEDIUM, HIGH, CRITICAL } = about.levels
      return score >= CRITICAL ? 'CRITICAL' : score >= HIGH ? 'HIGH' : score >= MEDIUM ? 'MEDIUM' : 'LOW'
    },
    close: () => session.release(),
  }
}
