import type { Sink } from '../ports.ts'
import { consoleFlags } from '../start/node-flags.ts'
import { prediction, predictionTopic } from './predictions.ts'
import { runOnce } from './processes.ts'
import { median, type Result } from './stats.ts'

interface Run {
  records: number
  ms: number
  cpuMs: number
}

/** Records/s through source, decode, store and publish (with the console's flags and a browser on the board), beside bare kafkajs `eachBatch` with `JSON.parse` under plain `node`; in turn, medians of ratios. */
export async function throughput(bootstrap: string, sink: Sink, records = 1_000_000, rounds = 3): Promise<Result[]> {
  for (let n = 0; n < records; n += 1000)
    await sink.send(Array.from({ length: 1000 }, (_, i) => prediction(n + i, 10_000)))
  const args = [bootstrap, predictionTopic, String(records)]
  const ratios: number[] = []
  const cpuRatios: number[] = []
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round++) {
    const b = await runOnce<Run>('server/kafka/rivals/each-batch.ts', args, [])
    const a = await runOnce<Run>('server/bench/feed-run.ts', args, consoleFlags)
    ours.push((a.records / a.ms) * 1000)
    bare.push((b.records / b.ms) * 1000)
    ratios.push(a.records / a.ms / (b.records / b.ms))
    cpuRatios.push(b.cpuMs / b.records / (a.cpuMs / a.records))
  }
  const ratio = median(ratios)
  return [
    {
      what: `records/s through the feed (${records} records, 10,000 customers)`,
      ours: median(ours),
      rival: median(bare),
      unit: '/s',
      ratio,
      must: '≥ 0.6 ×',
      met: ratio >= 0.6,
    },
    {
      what: 'the same per CPU second',
      ours: median(cpuRatios),
      unit: '× of the rival',
      must: 'for information',
      met: true,
    },
  ]
}
