'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { BoardData, BoardRow, ViewSpec } from '#lib/protocol.ts'
import type { Job } from '#lib/tda/job.ts'
import { type Bar, barOf } from '#lib/tda/life.ts'

export const mostJobs = 400

/** Open jobs and the newest of those that are over, as bars on the time axis. Panels share one view. */
export function useJobs(system: string) {
  const spec = useMemo<ViewSpec>(() => ({ kind: 'board', system, board: 'jobs', limit: mostJobs }), [system])
  const view = useView<BoardRow<Job>, BoardData>(spec, { everyMs: 250 })
  const bars = useMemo<Bar[]>(() => view.rows.map((row) => barOf(row.k, row.v.m)), [view.rows])
  return { view, bars }
}
