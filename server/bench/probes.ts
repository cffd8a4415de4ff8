import { setTimeout as pause } from 'node:timers/promises'
import type { BoardRow, Frame, ViewSpec } from '#lib/protocol.ts'
import { delinquency } from '#lib/systems/delinquency.ts'
import type { Sink } from '../ports.ts'
import { prediction } from './predictions.ts'

export const boardSpec: ViewSpec = { kind: 'board', system: delinquency.id, board: delinquency.boards![0]!.id }

const everyMs = 50

/** Predictions at a steady rate, one in each 50 ms a probe: the highest score there is, known again by its time mark. */
export function createProbes(sink: Sink, perSecond: number, customers = 10_000) {
  const sent = new Map<string, number>()
  let took: number[] = []
  let n = 0
  let probes = 0

  return {
    /** Give it every frame of the board. */
    onFrame(frame: Frame): void {
      const at = performance.now()
      for (const row of frame.rows ?? []) {
        const mark = (row.v as BoardRow<{ timestamp: string }>).m.timestamp
        const from = sent.get(mark)
        if (from === undefined) continue
        took.push(at - from)
        sent.delete(mark)
      }
    },
    /** Sends for so many seconds and a second to arrive; answers what the probes took, in ms. */
    async run(seconds: number): Promise<{ took: number[]; sent: number; records: number; seconds: number }> {
      sent.clear()
      took = []
      const [n0, probes0, began] = [n, probes, performance.now()]
      for (let next = began; performance.now() < began + seconds * 1000; ) {
        const batch = Array.from({ length: Math.round((perSecond * everyMs) / 1000) }, () => prediction(n++, customers))
        const probe = JSON.parse(String(batch[0]!.value))
        probe.risk_score = 0.999999
        probe.risk_level = 'CRITICAL'
        probe.timestamp = `2026-01-01T00:00:00.${String(probes++).padStart(6, '0')}`
        batch[0]!.value = JSON.stringify(probe)
        sent.set(probe.timestamp, performance.now())
        void sink.send(batch)
        next += everyMs
        const wait = next - performance.now()
        if (wait > 0) await pause(wait)
      }
      const spent = (performance.now() - began) / 1000
      await pause(1000)
      return { took, sent: probes - probes0, records: n - n0, seconds: spent }
    },
  }
}
