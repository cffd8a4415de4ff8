'use client'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { type Row, type ViewSpec, viewId } from '#lib/protocol.ts'
import { calm } from './calm.ts'
import { waitingIn } from './held.ts'
import { feed } from './socket.ts'
import { loading, type ViewState } from './view-store.ts'

const nothing = { subscribe: () => () => {}, get: () => loading, hold: () => {} }
const asLoading = () => loading

export interface Pace {
  /** Renders at most once in so many milliseconds; default: with every picture that brings something. */
  everyMs?: number
  /** Does not render at all while true. */
  still?: boolean
}

/** A live view. Components with equal specs share one subscription, each at its own pace; the server renders it empty. `null` watches nothing. */
export function useView<V = any, D = any>(
  spec: ViewSpec | null,
  { everyMs = 0, still = false }: Pace = {},
): ViewState<V, D> {
  const id = spec && viewId(spec)
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal specs have equal ids, and a spec is often made anew for every render.
  const view = useMemo(() => {
    if (!spec) return nothing
    return calm<ViewState>(
      {
        subscribe: (listener) => feed().store.view(spec).subscribe(listener),
        get: () => feed().store.view(spec).get(),
      },
      everyMs,
    )
  }, [id, everyMs])
  useEffect(() => view.hold(still), [view, still])
  return useSyncExternalStore(view.subscribe, view.get, asLoading)
}

/** Rows that stand still while `held`, and how many have come or changed meanwhile ("42 new while you read"). */
export function useHeld<V>(rows: readonly Row<V>[], held: boolean): { rows: readonly Row<V>[]; waiting: number } {
  const still = useRef(rows)
  if (!held) still.current = rows
  return { rows: still.current, waiting: held ? waitingIn(still.current, rows) : 0 }
}
