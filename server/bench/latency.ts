import { setTimeout as pause } from 'node:timers/promises'
import { io } from 'socket.io-client'
import type { TailRow } from '#lib/protocol.ts'
import { startConsole } from '#server/testing/processes.ts'
import type { Sink } from '../ports.ts'
import { watch } from './bench-client.ts'
import { prediction, predictionTopic } from './predictions.ts'
import { startRelay } from './processes.ts'
import { quantile, type Result } from './stats.ts'

/** Record → browser at 100 records/s: Milena beside a bare kafkajs → Socket.IO relay; both hear the very same records. */
export async function latency(bootstrap: string, sink: Sink, seconds = 20): Promise<Result[]> {
  await using relay = await startRelay(bootstrap, predictionTopic)
  await using console_ = await startConsole(bootstrap)
  const sent = new Map<string, number>()
  const ours: number[] = []
  const bare: number[] = []
  const seen = new Set<string>()
  const rival = io(relay.url, { transports: ['websocket'], forceNew: true })
  const arrive = (into: number[], who: string, customer: string | undefined) => {
    const at = performance.now()
    const from = customer === undefined ? undefined : sent.get(customer)
    if (from === undefined || seen.has(`${who}${customer}`)) return
    seen.add(`${who}${customer}`)
    into.push(at - from)
  }
  rival.on('record', (record: { value: string }) => arrive(bare, 'b', JSON.parse(record.value).customer_id))
  const watcher = await watch(console_.url, { kind: 'tail', topic: predictionTopic }, (frame) => {
    for (const row of frame.rows ?? []) arrive(ours, 'o', (row.v as TailRow).key ?? undefined)
  })
  await pause(3000) // both consumers have joined and the first JIT is behind us
  const total = seconds * 100
  let next = performance.now()
  for (let n = 0; n < total + 200; n++) {
    const record = prediction(n, 1_000_000)
    // The first 200 warm both roads up and are not counted.
    if (n >= 200) sent.set(record.key!, performance.now())
    void sink.send([record])
    next += 10
    const wait = next - performance.now()
    if (wait > 0) await pause(wait)
  }
  await pause(1000)
  watcher.close()
  rival.close()
  return [0.5, 0.99].map((q) => {
    const [a, b] = [quantile(ours, q), quantile(bare, q)]
    return {
      what: `record → browser p${q * 100}, 100 records/s (${ours.length} and ${bare.length} of ${total} seen)`,
      ours: a,
      rival: b,
      unit: 'ms',
      ratio: a / b,
      must: '≤ 1.2 ×',
      met: a / b <= 1.2 && ours.length === total,
    }
  })
}
