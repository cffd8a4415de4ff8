'use client'
import { useMemo } from 'react'
import { useCalm } from '#components/charts/use-calm.ts'
import { useView } from '#components/feed/use-view.ts'
import { useRange } from '#components/shell/use-range.ts'
import type { SeriesData, ViewSpec } from '#lib/protocol.ts'
import { useLast } from './use-last.ts'

/** Measures over the page's time range, once a second, which is as fine as its buckets. Panels that ask for the same measures share one view. */
export function useSeries(system: string, measures: string[]) {
  const { range } = useRange()
  const names = measures.join(' ')
  const spec = useMemo<ViewSpec>(
    () => ({ kind: 'series', system, measures: names.split(' '), range }),
    [system, names, range],
  )
  return useCalm(useLast(useView<never, SeriesData>(spec)), 1000)
}
