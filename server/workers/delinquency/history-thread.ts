import { parentPort, workerData } from 'node:worker_threads'
import { openHistory, type Taken } from './history.ts'
import type { Ask, Heard, Told } from './past.ts'
import { readPrediction } from './read-prediction.ts'

/** The thread that keeps the history: it reads predictions and writes them to SQLite beside the thread that scores. `done[0]` counts the batches taken. */
const { file, done } = workerData as { file: string; done: Int32Array }
const say = (heard: Heard) => parentPort!.postMessage(heard)
const history = openHistory(file, {
  skipped: ({ partition, offset }, cause) => say({ skipped: { partition, offset, cause, more: 0 } }),
  stuck: (cause) => say({ stuck: cause }),
})

function taken({ partition, offsets, times, ends, bytes }: Extract<Told, { kind: 'take' }>): Taken[] {
  const records: Taken[] = []
  let skipped: Heard['skipped']
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0, from = 0; i < ends.length; from = ends[i]!, i++) {
    // A deletion has no value, and nothing is to be kept of it.
    if (ends[i] === from) continue
    const read = readPrediction(text.subarray(from, ends[i]))
    const offset = String(offsets[i])
    if (read.ok) records.push({ partition, offset, time: times[i]!, prediction: read.prediction })
    else if (skipped) skipped.more++
    else skipped = { partition, offset, cause: read.cause, more: 0 }
  }
  // One line for a batch: a topic full of something else is no flood of warnings.
  if (skipped) say({ skipped })
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
