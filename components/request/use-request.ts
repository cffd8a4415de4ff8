'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import type { RequestRow, ViewSpec } from '#lib/protocol.ts'

/** One request, live. */
export function useRequest(id: string) {
  const spec = useMemo<ViewSpec>(() => ({ kind: 'request', id }), [id])
  return useView<never, RequestRow>(spec)
}
