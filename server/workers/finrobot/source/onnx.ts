import { readFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import * as ort from 'onnxruntime-web'
import { parse } from 'yaml'
import type { Py } from '../python-json.ts'
import { float32 } from '../python-text.ts'
import { responseOf } from '../schema.ts'
import { type Model, NoModel, type Prediction } from './model.ts'

interface Manifest {
  flavors?: Record<string, { data?: unknown } | undefined>
  /** `response_output`: the output that is the answer, when it is not the first. */
  metadata?: { response_output?: unknown } | null
}

/** Rows that go through the graph at once. */
const together = 512

/** A local MLflow model directory with the ONNX flavor and one column of texts for input. Rejects with `NoModel`. */
export async function openOnnx(dir: string, names: { uri: string; resolved?: string }): Promise<Model> {
  const { session, output } = await open(dir)
  const input = session.inputNames[0]!
  const about = session.inputMetadata[0]
  const rank = about?.isTensor ? about.shape.length : 2
  // The runtime runs one thing at a time; callers need not know.
  let turn: Promise<unknown> = Promise.resolve()

  async function run(texts: readonly string[]): Promise<Py[]> {
    if (!texts.length) return []
    const dims = rank === 1 ? [texts.length] : [texts.length, ...Array<number>(rank - 1).fill(1)]
    const fed = { [input]: new ort.Tensor('string', texts as string[], dims) }
    const { [output]: said } = await session.run(fed, [output])
    const rows = rowsOf(said!)
    said!.dispose()
    if (rows.length !== texts.length) throw new Error(`the model gave ${rows.length} rows for ${texts.length} texts`)
    return rows
  }

  const one = async (texts: readonly string[]): Promise<Prediction> => {
    try {
      return { ok: true, response: responseOf(await run(texts)) }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) }
    }
  }

  /** All requests in one run; if that fails each by itself, so that one cannot spoil the others. */
  async function several(requests: readonly string[][]): Promise<Prediction[]> {
    try {
      const rows = await run(requests.flat())
      let from = 0
      return requests.map((texts) => {
        const own = rows.slice(from, from + texts.length)
        from += texts.length
        return { ok: true, response: responseOf(own) }
      })
    } catch {
      const out: Prediction[] = []
      for (const texts of requests) out.push(await one(texts))
      return out
    }
  }

  async function predict(requests: readonly string[][]): Promise<Prediction[]> {
    const out: Prediction[] = []
    for (let from = 0; from < requests.length; ) {
      let to = from
      let rows = 0
      while (to < requests.length && (to === from || rows + requests[to]!.length <= together))
        rows += requests[to++]!.length
      out.push(...(await several(requests.slice(from, to))))
      from = to
    }
    return out
  }

  return {
    uri: names.uri,
    resolved: names.resolved ?? names.uri,
    kind: 'onnx',
    predict(requests) {
      const mine = turn.then(() => predict(requests))
      turn = mine.catch(() => {})
      return mine
    },
    close: () => turn.then(() => session.release()),
  }
}

async function open(dir: string): Promise<{ session: ort.InferenceSession; output: string }> {
  const manifest = await readManifest(dir)
  const flavor = manifest.flavors?.onnx
  if (!flavor)
    throw new NoModel(
      `The model in ${dir} has the flavors ${Object.keys(manifest.flavors ?? {}).join(', ') || 'none'}, and this worker runs ONNX only. Serve it with \`mlflow models serve -m ${dir}\` and set MLFLOW_MODEL_URI to its http://…/invocations.`,
    )
  const file = resolve(dir, typeof flavor.data === 'string' ? flavor.data : 'model.onnx')
  if (!file.startsWith(resolve(dir) + sep)) throw new NoModel(`${dir}/MLmodel names a file outside its directory.`)
  // Saved with external data, MLflow makes it a directory.
  const bytes = await readFile(file).catch(() => readFile(join(file, 'model.onnx')))
  ort.env.logLevel = 'error'
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = `${dirname(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))}/`
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    logSeverityLevel: 3,
    graphOptimizationLevel: 'all',
    // Batches differ in size each time: remembering memory by shape only grows.
    enableMemPattern: false,
    enableCpuMemArena: false,
  })
  const wanted = manifest.metadata?.response_output
  const output = typeof wanted === 'string' ? wanted : session.outputNames[0]!
  const about = session.inputMetadata[0]
  if (session.inputNames.length !== 1 || !about?.isTensor || about.type !== 'string') {
    await session.release()
    throw new NoModel(
      `The model in ${dir} does not take one column of texts, which is all that FinRobot's requests have.`,
    )
  }
  if (!session.outputNames.includes(output)) {
    await session.release()
    throw new NoModel(`The model in ${dir} has no output ${output}; it has ${session.outputNames.join(', ')}.`)
  }
  return { session, output }
}

async function readManifest(dir: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(join(dir, 'MLmodel'), 'utf8')
  } catch {
    throw new NoModel(`There is no MLflow model in ${resolve(dir)}: it has no file MLmodel.`)
  }
  try {
    return (parse(text) as Manifest | null) ?? {}
  } catch (error) {
    throw new NoModel(`${dir}/MLmodel is not YAML: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Rows of an output as Python would have them in a list. */
function rowsOf(tensor: ort.Tensor): Py[] {
  const { data, dims, type } = tensor
  const flat = Array.from(data as ArrayLike<string | number | bigint>, (value): Py => {
    if (type === 'bool') return Boolean(value)
    if (typeof value !== 'number') return value
    return type === 'float32' ? float32(value) : type === 'float64' ? value : BigInt(value)
  })
  const [rows = 0, ...rest] = dims
  const width = rest.reduce((product, n) => product * n, 1)
  if (!rest.length || width === 1) return flat
  return Array.from({ length: rows }, (_, i) => flat.slice(i * width, (i + 1) * width))
}
