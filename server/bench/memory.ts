import { setTimeout as pause } from 'node:timers/promises'
import { startConsole } from '#server/testing/processes.ts'
import type { Sink } from '../ports.ts'
import { watch } from './bench-client.ts'
import { rssOf } from './metrics.ts'
import { prediction, predictionTopic } from './predictions.ts'
import { boardSpec } from './probes.ts'
import type { Result } from './stats.ts'

/** What the demo writes in an hour: 100 transactions and about as many predictions and updates a second. */
const hour = 3600 * 200

/** Memory of the console while an hour's worth of demo traffic goes through it in `minutes`, three browsers watching. */
export async function memory(bootstrap: string, sink: Sink, minutes = 3): Promise<Result[]> {
  await using console_ = await startConsole(bootstrap)
  const watchers = [
    await watch(console_.url, boardSpec, () => {}),
    await watch(console_.url, { kind: 'tail', topic: predictionTopic }, () => {}),
    await watch(console_.url, { kind: 'alerts' }, () => {}),
  ]
  const steps = minutes * 60 * 10
  const seen: number[] = []
  let n = 0
  for (let step = 0, next = performance.now(); step < steps; step++) {
    await sink.send(Array.from({ length: Math.ceil(hour / steps) }, () => prediction(n++, 1000)))
    if (step % 10 === 0) seen.push(rssOf(console_.child.pid!))
    next += 100
    const wait = next - performance.now()
    if (wait > 0) await pause(wait)
  }
  for (const watcher of watchers) watcher.close()
  const most = (part: number[]) => Math.max(...part)
  const [second, last] = [seen.slice(seen.length / 3, (seen.length * 2) / 3), seen.slice((seen.length * 2) / 3)]
  const growth = most(last) / most(second)
  return [
    {
      what: `memory of the console (RSS, most) while ${n} records, an hour of demo traffic, came in ${minutes} min`,
      ours: most(seen),
      unit: 'MiB',
      must: '≤ 400 MiB',
      met: most(seen) <= 400,
    },
    {
      what: 'flat: the last third against the second',
      ours: growth,
      unit: '×',
      must: '≤ 1.05 ×',
      met: growth <= 1.05,
    },
  ]
}
