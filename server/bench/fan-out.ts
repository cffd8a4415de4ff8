import { startConsole } from '#server/testing/processes.ts'
import type { Sink } from '../ports.ts'
import { watch } from './bench-client.ts'
import { readMetrics } from './metrics.ts'
import { boardSpec, createProbes } from './probes.ts'
import { launchBrowsers } from './processes.ts'
import { quantile, type Result } from './stats.ts'

/** 500 browsers on the risk board while 5,000 records/s arrive; latency is that of probes with the highest score, seen by a browser that parses everything. */
export async function fanOut(bootstrap: string, sink: Sink, seconds = 20): Promise<Result[]> {
  await using console_ = await startConsole(bootstrap)
  await using browsers = await launchBrowsers(console_.url, 499, boardSpec)
  const probes = createProbes(sink, 5000)
  const watcher = await watch(console_.url, boardSpec, probes.onFrame)
  await probes.run(5) // the code is warm, and every customer has been seen
  await readMetrics(console_.url)
  const run = await probes.run(seconds)
  const metric = await readMetrics(console_.url)
  const loop = metric('nodejs_eventloop_lag_p99_seconds') * 1000
  const report = await browsers.report()
  watcher.close()
  // A probe that never came is the slowest of all: left out, a console that falls behind would look fast.
  const missing = new Array<number>(run.sent - run.took.length).fill(Number.POSITIVE_INFINITY)
  const p99 = quantile([...run.took, ...missing], 0.99)
  return [
    {
      what: `500 browsers, ${(run.records / run.seconds).toFixed(0)} records/s: probe → browser p99 (${run.took.length} of ${run.sent} seen)`,
      ours: p99,
      unit: 'ms',
      must: '≤ 250 ms',
      met: p99 <= 250,
    },
    {
      what: 'the same, p50 of those seen',
      ours: quantile(run.took, 0.5),
      unit: 'ms',
      must: 'for information',
      met: true,
    },
    {
      what: `of ${report.frames} frames to them, without truth counters`,
      ours: report.withoutTruth,
      unit: 'frames',
      must: '0',
      met: report.withoutTruth === 0,
    },
    { what: 'browsers cut', ours: report.cut, unit: '', must: '0', met: report.cut === 0 },
    { what: 'event loop of the console, p99', ours: loop, unit: 'ms', must: '≤ 50 ms', met: loop <= 50 },
    {
      what: 'memory of the console with 500 browsers (RSS)',
      ours: metric('process_resident_memory_bytes') / 2 ** 20,
      unit: 'MiB',
      must: 'for information',
      met: true,
    },
  ]
}
