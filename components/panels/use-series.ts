'use client'
import { useMemo, useRef } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { useRange } from '#components/shell/use-range.ts'
import type { SeriesData, ViewSpec } from '#lib/protocol.ts'
import { useLast } from './use-last.ts'

/** Measures over the page's time range, once a second, which is as fine as its buckets. Panels that ask for the same measures share one view. */
export function useSeries(system: string, measures: string[], inSight = true) {
  const { range } = useRange()
  const names = measures.join(' ')
  const spec = useMemo<ViewSpec>(
    () => ({ kind: 'series', system, measures: names.split(' '), range }),
    [system, names, range],
  )
  // Out of sight nothing is redrawn, but the first answer is: a panel is never found still loading.
  const had = useRef(false)
  const shown = useLast(useView<never, SeriesData>(spec, { everyMs: 1000, still: !inSight && had.current }))
  had.current = shown.data !== null && shown.data !== undefined
  return shown
}
