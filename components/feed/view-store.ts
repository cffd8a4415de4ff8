import { emptyFold, type Folded, fold, rowsOf } from '#lib/feed/fold.ts'
import { capOf } from '#lib/feed/limits.ts'
import { missedBetween } from '#lib/feed/missed.ts'
import { type Cursor, type Frame, type Row, type Truth, type ViewSpec, viewId, type WatchReply } from '#lib/protocol.ts'
import { createPictures } from './pictures.ts'

/** What a component sees of a view. The same object until something changes; rows keep their identity until they change. */
export interface ViewState<V = any, D = any> {
  rows: readonly Row<V>[]
  byKey: ReadonlyMap<string, Row<V>>
  data: D | undefined
  truth: Truth | null
  /** `stale`: shown, but nothing was heard for 12 s or the connection is down. */
  state: 'loading' | 'live' | 'stale' | 'error'
  /** Rows that were passed over while this browser was away; cleared after a while. */
  gap: number | undefined
  error: string | null
}

/** The way to the console, as far as views need it. */
export interface Wire {
  connected: () => boolean
  watch: (spec: ViewSpec, cursor: Cursor | null, reply: (reply: WatchReply) => void) => void
  unwatch: (view: string) => void
  ack: (view: string, seq: number) => void
}

/** `draw` runs once before the next picture (or soon, in a hidden tab); `later` after some ms. Both are ports for tests. */
export interface Timing {
  draw: (run: () => void) => void
  later: (ms: number, run: () => void) => () => void
  now: () => number
}

export const loading: ViewState = {
  rows: [],
  byKey: new Map(),
  data: undefined,
  truth: null,
  state: 'loading',
  gap: undefined,
  error: null,
}

interface Held {
  id: string
  spec: ViewSpec
  listeners: Set<() => void>
  folded: Folded
  cursor: Cursor | null
  truth: Truth | null
  gap: number | undefined
  gapAt: number
  error: string | null
  heard: number
  asking: boolean
  /** Highest seq told to the console as drawn. */
  acked: number
  rowsChanged: boolean
  leave: (() => void) | undefined
  shown: ViewState
}

const silentMs = 12_000
const lingerMs = 5000
const lostMs = 500
const gapShownMs = 15_000

export type ViewStore = ReturnType<typeof createViewStore>

/** All views of a page. Equal specs share one; it is watched from the first listener until 5 s after the last. */
export function createViewStore(wire: Wire, timing: Timing) {
  const views = new Map<string, Held>()
  /** Their states are not made yet. */
  const changed = new Set<Held>()
  /** Shown up to here; the console gets its credit when every listener has been told. */
  const unpaid = new Map<Held, number>()
  const pictures = createPictures(timing, {
    make() {
      for (const held of changed) show(held)
    },
    told() {
      for (const [held, seq] of unpaid) pay(held, seq)
      unpaid.clear()
    },
  })

  function hold(spec: ViewSpec, id: string): Held {
    const held: Held = {
      ...{ id, spec, listeners: new Set(), folded: emptyFold(), cursor: null, truth: null, gap: undefined, gapAt: 0 },
      ...{ error: null, heard: timing.now(), asking: false, acked: 0, rowsChanged: false },
      ...{ leave: undefined, shown: loading },
    }
    views.set(id, held)
    ask(held)
    return held
  }

  function ask(held: Held): void {
    if (!wire.connected() || held.asking) return
    held.asking = true
    wire.watch(held.spec, held.cursor, (reply) => {
      held.asking = false
      if (views.get(held.id) !== held) return
      if (reply.ok) return take(held, reply.frame)
      held.error = reply.error
      touch(held, false)
    })
  }

  function take(held: Held, frame: Frame): void {
    const { cursor } = held
    const same = cursor?.boot === frame.boot
    held.heard = timing.now()
    // Frames and the answer to a question may overlap: what is already here is not taken twice.
    if (!frame.full && (!same || frame.seq < cursor.seq)) return
    if (!frame.full && same && frame.prev > cursor.seq) {
      ask(held)
      return
    }
    held.error = null
    held.truth = frame.truth
    held.cursor = { boot: frame.boot, seq: frame.seq }
    const gap = frame.gap || (cursor && !same ? missedOf(held, frame) : 0)
    if (gap) {
      held.gap = gap
      held.gapAt = timing.now()
    }
    fold(held.folded, frame, capOf(held.spec))
    touch(held, Boolean(frame.full || frame.rows || frame.gone || frame.order))
  }

  function touch(held: Held, rows: boolean): void {
    changed.add(held)
    held.rowsChanged ||= rows
    pictures.ask()
  }

  function show(held: Held): void {
    changed.delete(held)
    const rows = held.rowsChanged ? rowsOf(held.folded) : held.shown.rows
    const byKey = held.rowsChanged ? new Map(held.folded.rows) : held.shown.byKey
    held.rowsChanged = false
    const { truth, error, gap } = held
    held.shown = { rows, byKey, data: held.folded.data, truth, gap, error, state: stateOf(held) }
    pictures.tell(held.listeners)
    if (held.cursor) unpaid.set(held, held.cursor.seq)
  }

  function pay(held: Held, seq: number): void {
    if (held.acked === seq) return
    held.acked = seq
    if (wire.connected()) wire.ack(held.id, seq)
  }

  function stateOf(held: Held): ViewState['state'] {
    if (held.error !== null) return 'error'
    if (!held.truth) return 'loading'
    return wire.connected() && timing.now() - held.heard <= silentMs ? 'live' : 'stale'
  }

  return {
    /** For `useSyncExternalStore`: nothing is asked of the console before somebody listens. */
    view<V, D>(spec: ViewSpec): { subscribe: (listener: () => void) => () => void; get: () => ViewState<V, D> } {
      const id = viewId(spec)
      return {
        get: () => views.get(id)?.shown ?? loading,
        subscribe(listener) {
          const held = views.get(id) ?? hold(spec, id)
          held.leave?.()
          held.leave = undefined
          held.listeners.add(listener)
          return () => {
            held.listeners.delete(listener)
            pictures.leave(listener)
            if (held.listeners.size > 0) return
            held.leave?.()
            held.leave = timing.later(lingerMs, () => {
              if (held.listeners.size > 0 || views.get(id) !== held) return
              views.delete(id)
              if (wire.connected()) wire.unwatch(id)
            })
          }
        },
      }
    },
    frame(frame: Frame): void {
      const held = views.get(frame.view)
      if (held) take(held, frame)
    },
    /** The heads of all views: one that stays behind has lost its last frame, and asks. */
    heads(heads: Record<string, number>): void {
      for (const held of views.values()) {
        const head = heads[held.id]
        if (head === undefined) continue
        held.heard = timing.now()
        if ((held.cursor?.seq ?? 0) >= head) continue
        timing.later(lostMs, () => {
          if (views.get(held.id) === held && (held.cursor?.seq ?? 0) < head) ask(held)
        })
      }
    },
    /** The connection is there (again): every view goes on from where it stands. */
    up(): void {
      for (const held of views.values()) {
        held.asking = false
        held.acked = 0
        ask(held)
      }
    },
    /** The connection is gone, or a second has passed: states may have changed. */
    look(): void {
      const now = timing.now()
      for (const held of views.values()) {
        if (held.gap !== undefined && now - held.gapAt > gapShownMs) held.gap = undefined
        if (held.shown.state !== stateOf(held) || held.shown.gap !== held.gap) touch(held, false)
      }
    },
    size: () => views.size,
  }
}

/** Another console knows nothing of what was seen before: what its first frame leaves out of a tail is told by the offsets. A search leaves out by itself. */
function missedOf({ spec, folded }: { spec: ViewSpec; folded: { rows: Map<string, unknown> } }, frame: Frame): number {
  if (spec.kind !== 'tail' || spec.search || !frame.full) return 0
  return missedBetween(
    folded.rows.keys(),
    (frame.rows ?? []).map((row) => row.k),
  )
}
