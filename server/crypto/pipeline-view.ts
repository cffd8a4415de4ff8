import type { PipelineData, ProcessRow } from '#lib/crypto/pipeline.ts'
import type { Row, Truth } from '#lib/protocol.ts'
import type { View } from '#server/ports.ts'
import { createListView } from '../store/list-view.ts'

export interface PipelineNow {
  rows: ProcessRow[]
  data: PipelineData
  /** epoch ms */
  at: number
}

const everyMs = 1000

/** Looks into the folder once a second while somebody watches; a frame goes out only when something is different. */
export function createPipelineView(read: () => Promise<PipelineNow>, changed: () => void): View {
  let now: PipelineNow | undefined
  let rows: Row<ProcessRow>[] = []
  const said = new Map<string, string>()
  let text = ''
  let shown = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const next = await read()
    if (closed) return
    timer = setTimeout(() => void look(), everyMs)
    timer.unref()
    const words = JSON.stringify([next.rows, next.data])
    now = next
    if (words === text) return
    text = words
    // Rows that are the same stay the same object: only what changed is sent.
    rows = next.rows.map((row) => {
      const own = JSON.stringify(row)
      const before = rows.find(({ k }) => k === row.id)
      if (before && said.get(row.id) === own) return before
      said.set(row.id, own)
      return { k: row.id, v: row }
    })
    changed()
  }
  void look()

  const truth = (): Truth => ({
    ...{ in: rows.length, rate: 0, shown: ++shown, conflated: 0, passed: 0, bad: 0, now: Date.now() },
    newest: rows.reduce((newest, { v }) => Math.max(newest, v.at), 0),
  })
  return createListView<ProcessRow, PipelineData | null>({
    rows: () => rows,
    data: () => now?.data ?? null,
    truth,
    close() {
      closed = true
      clearTimeout(timer)
    },
  })
}
