'use client'
import { useMemo, useRef, useSyncExternalStore } from 'react'
import { type Row, type ViewSpec, viewId } from '#lib/protocol.ts'
import { waitingIn } from './held.ts'
import { feed } from './socket.ts'
import { loading, type ViewState } from './view-store.ts'

const nothing = () => () => {}
const asLoading = () => loading

/** A live view. Components with equal specs share one subscription; the server renders it empty. `null` watches nothing. */
export function useView<V = any, D = any>(spec: ViewSpec | null): ViewState<V, D> {
  const id = spec && viewId(spec)
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal specs have equal ids, and a spec is often made anew for every render.
  const view = useMemo(() => {
    if (!spec) return { subscribe: nothing, get: asLoading }
    return {
      subscribe: (listener: () => void) => feed().store.view(spec).subscribe(listener),
      get: () => feed().store.view(spec).get(),
    }
  }, [id])
  return useSyncExternalStore(view.subscribe, view.get, asLoading)
}

/** Rows that stand still while `held`, and how many have come or changed meanwhile ("42 new while you read"). */
export function useHeld<V>(rows: readonly Row<V>[], held: boolean): { rows: readonly Row<V>[]; waiting: number } {
  const still = useRef(rows)
  if (!held) still.current = rows
  return { rows: still.current, waiting: held ? waitingIn(still.current, rows) : 0 }
}
