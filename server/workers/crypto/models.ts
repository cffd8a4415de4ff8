import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { z } from 'zod'
import type { Triple } from './table.ts'

export interface ModelAbout {
  model: string
  version: number
  file: string
  /** Columns of its input. */
  width: number
}

export interface Model extends ModelAbout {
  /** Rows of `width` numbers in, [sell, hold, buy] of each out. */
  run: (rows: readonly (readonly number[])[]) => Promise<Triple[]>
  close: () => Promise<void>
}

/** What `models.json` lists: a file each, beside it. */
const Listing = z.array(
  z.object({
    model: z.string(),
    version: z.number().int(),
    file: z.string().regex(/^[\w-]+\.onnx$/),
    width: z.number().int(),
  }),
)

export const modelFolder: string = join(import.meta.dirname, 'model')

export const listModels = async (folder: string = modelFolder): Promise<ModelAbout[]> =>
  Listing.parse(JSON.parse(await readFile(join(folder, 'models.json'), 'utf8')))

/** Opens a classifier with one input and an output `probabilities`. Rejects when the file is missing or of another width. */
export async function openModel(about: ModelAbout, folder: string = modelFolder): Promise<Model> {
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
  const session = await ort.InferenceSession.create(await readFile(join(folder, about.file)), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    graphOptimizationLevel: 'all',
    // Batches differ in size each time: remembering memory by shape only grows.
    enableMemPattern: false,
    enableCpuMemArena: false,
  })
  const [input] = session.inputNames
  // The runtime runs one thing at a time; callers need not know.
  let turn: Promise<unknown> = Promise.resolve()

  async function run(rows: readonly (readonly number[])[]): Promise<Triple[]> {
    const data = new Float32Array(rows.length * about.width)
    for (const [i, row] of rows.entries()) data.set(row, i * about.width)
    const { probabilities } = await session.run(
      { [input!]: new ort.Tensor('float32', data, [rows.length, about.width]) },
      ['probabilities'],
    )
    const told = probabilities!.data as Float32Array
    return rows.map((_, i) => [told[3 * i]!, told[3 * i + 1]!, told[3 * i + 2]!])
  }

  return {
    ...about,
    run(rows) {
      const mine = turn.then(() => run(rows))
      turn = mine.catch(() => {})
      return mine
    },
    close: () => session.release(),
  }
}
