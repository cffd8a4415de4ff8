import type { PanelState } from '#components/ui/panel.tsx'

/** What `useView` gives, as far as panels look at it. */
export interface Seen {
  state: string
  gap?: number | undefined
  error?: string | null | undefined
}

/** A list read from Kafka on a clock that has never been read: its emptiness says nothing. */
export const neverRead = (view: { rows: readonly unknown[]; truth?: { newest: number } | null | undefined }): boolean =>
  view.rows.length === 0 && view.truth?.newest === 0

/** The state of a panel from that of its view; `empty` only once something was heard. */
export function panelState(view: Seen, empty = false): PanelState {
  if (view.error || view.state === 'error') return 'error'
  if (view.state === 'loading' || view.state === 'connecting') return 'loading'
  if (view.state === 'stale') return 'stale'
  if (empty) return 'empty'
  return view.gap ? 'gap' : 'live'
}
