import { parentPort, workerData } from 'node:worker_threads'
import { openHistory, type Taken } from './history.ts'
import type { Ask, Told } from './past.ts'
import { readPrediction } from './read-prediction.ts'

/** The thread that keeps the history: it reads predictions and writes them to SQLite beside the thread that scores. `done[0]` counts the batches taken. */
const { file, done } = workerData as { file: string; done: Int32Array }
const history = openHistory(file)

function taken({ partition, offsets, ends, bytes }: Extract<Told, { kind: 'take' }>): Taken[] {
  const records: Taken[] = []
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0, from = 0; i < ends.length; from = ends[i]!, i++) {
    const read = readPrediction(text.subarray(from, ends[i]))
    if (read.ok) records.push({ partition, offset: String(offsets[i]), prediction: read.prediction })
  }
  return records
}

function answer(ask: Ask): unknown {
  if (ask.what === 'of') return history.of(ask.customerId, ask.sinceMs)
  if (ask.what === 'worst') return history.worst(ask.limit)
  if (ask.what === 'stats') return history.stats()
  return history.cursors()
}

parentPort!.on('message', (told: Told) => {
  if (told.kind === 'ask') {
    try {
      parentPort!.postMessage({ id: told.id, answer: answer(told.ask) })
    } catch (error) {
      parentPort!.postMessage({ id: told.id, error: (error as Error).message })
    }
  } else if (told.kind === 'keep') {
    try {
      history.keep(told.prediction)
    } catch (error) {
      parentPort!.postMessage({ lost: (error as Error).message })
    }
  } else if (told.kind === 'jump') history.jump(told.partition, told.offset)
  else if (told.kind === 'close') {
    history[Symbol.dispose]()
    parentPort!.close()
  } else {
    try {
      history.take(taken(told))
    } finally {
      Atomics.add(done, 0, 1)
      Atomics.notify(done, 0)
    }
  }
})
