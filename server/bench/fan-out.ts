import { setTimeout as pause } from 'node:timers/promises'
import type { BoardRow, ViewSpec } from '#lib/protocol.ts'
import { delinquency } from '#lib/systems/delinquency.ts'
import { startConsole } from '#server/testing/processes.ts'
import type { Sink } from '../ports.ts'
import { watch } from './bench-client.ts'
import { prediction } from './predictions.ts'
import { launchBrowsers } from './processes.ts'
import { quantile, type Result } from './stats.ts'

const spec: ViewSpec = { kind: 'board', system: delinquency.id, board: delinquency.boards![0]!.id }

/** 500 browsers on the risk board while 5,000 records/s arrive; latency is that of probes with the highest score, seen by a browser that parses everything. */
export async function fanOut(bootstrap: string, sink: Sink, seconds = 20): Promise<Result[]> {
  await using console_ = await startConsole(bootstrap)
  await using browsers = await launchBrowsers(console_.url, 499, spec)
  const sent = new Map<string, number>()
  const took: number[] = []
  const watcher = await watch(console_.url, spec, (frame) => {
    const at = performance.now()
    for (const row of frame.rows ?? []) {
      const mark = (row.v as BoardRow<{ timestamp: string }>).m.timestamp
      const from = sent.get(mark)
      if (from === undefined) continue
      took.push(at - from)
      sent.delete(mark)
    }
  })
  // Reading the metrics begins their window anew: what start and 500 connections took is not asked here.
  const read = async () => (await fetch(`${console_.url}/metrics`)).text()
  await read()
  let n = 0
  let probes = 0
  const end = performance.now() + seconds * 1000
  let next = performance.now()
  while (performance.now() < end) {
    const batch = Array.from({ length: 250 }, () => prediction(n++, 10_000))
    const probe = JSON.parse(String(batch[0]!.value))
    probe.risk_score = 0.999999
    probe.risk_level = 'CRITICAL'
    probe.timestamp = `2026-01-01T00:00:00.${String(probes++).padStart(6, '0')}`
    batch[0]!.value = JSON.stringify(probe)
    sent.set(probe.timestamp, performance.now())
    void sink.send(batch)
    next += 50
    const wait = next - performance.now()
    if (wait > 0) await pause(wait)
  }
  await pause(2000)
  const metrics = await read()
  const loop = Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1] ?? Number.NaN) * 1000
  const rss = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? Number.NaN) / 2 ** 20
  const report = await browsers.report()
  watcher.close()
  const p99 = quantile(took, 0.99)
  return [
    {
      what: `500 browsers, ${(n / seconds).toFixed(0)} records/s: probe → browser p99 (${took.length} of ${probes} probes; the rest were overtaken by a newer value of the same customer)`,
      ours: p99,
      unit: 'ms',
      must: '≤ 250 ms',
      met: p99 <= 250,
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
    { what: 'memory of the console (RSS)', ours: rss, unit: 'MiB', must: '≤ 400 MiB', met: rss <= 400 },
  ]
}
