import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web'
import { z } from 'zod'
import type { Triple } from './table.ts'

export interface ModelAbout {
  model: string
  version: number
  file: string
  /** Columns of its input; 0: the file says it. */
  width: number
  /** Where the file is, if not in the project's folder. */
  folder?: string
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

/** Opens a classifier of rows with one input; its answer is the output `probabilities`, else the last. Rejects when the file is missing or is something else. */
export async function openModel(about: ModelAbout, folder: string = modelFolder): Promise<Model> {
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
  const session = await ort.InferenceSession.create(await readFile(join(about.folder ?? folder, about.file)), {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    graphOptimizationLevel: 'all',
    // Batches differ in size each time: remembering memory by shape only grows.
    enableMemPattern: false,
    enableCpuMemArena: false,
  })
  const [input] = session.inputNames
  const [told] = session.inputMetadata
  const shape = told?.isTensor ? told.shape : []
  const width = about.width || Number(shape.at(-1))
  if (shape.length !== 2 || !Number.isInteger(width)) {
    await session.release()
    throw new Error(`${about.file} is no classifier of rows: its input has the shape [${shape.join(', ')}]`)
  }
  const output = session.outputNames.includes('probabilities') ? 'probabilities' : session.outputNames.at(-1)!
  // The runtime runs one thing at a time; callers need not know.
  let turn: Promise<unknown> = Promise.resolve()

  async function run(rows: readonly (readonly number[])[]): Promise<Triple[]> {
    const data = new Float32Array(rows.length * width)
    for (const [i, row] of rows.entries()) data.set(row, i * width)
    const answer = await session.run({ [input!]: new ort.Tensor('float32', data, [rows.length, width]) }, [output])
    const told = answer[output]!.data as Float32Array
    return rows.map((_, i) => [told[3 * i]!, told[3 * i + 1]!, told[3 * i + 2]!])
  }

  return {
    ...about,
    width,
    run(rows) {
      const mine = turn.then(() => run(rows))
      turn = mine.catch(() => {})
      return mine
    },
    close: () => session.release(),
  }
}
