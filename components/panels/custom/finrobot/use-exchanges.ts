'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { useLast } from '#components/panels/use-last.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import type { Exchange, ExchangeData, GroupRow, ViewSpec } from '#lib/protocol.ts'

/** What the panels of this page show: one view for all of them, under the filter that stands in the address. */
export function useExchanges(system: string) {
  const [only, setOnly] = useUrlState('only')
  const spec = useMemo<ViewSpec>(
    () => ({ kind: 'exchange', system, limit: 100, ...(only ? { only } : {}) }),
    [system, only],
  )
  const view = useLast(useView<Exchange, ExchangeData>(spec, { everyMs: 150 }))
  return { view, only, setOnly }
}

const groups: ViewSpec = { kind: 'groups' }

/** The groups that answer, as Kafka tells of them; undefined where it knows none of that name. */
export function useAnswering(ids: readonly string[] | undefined) {
  const view = useView<GroupRow>(groups)
  const found = (ids ?? []).map((id) => ({ id, row: view.byKey.get(id)?.v }))
  return { view, found }
}
