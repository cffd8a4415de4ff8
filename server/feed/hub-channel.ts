import { emptyFold, fold, rowsOf } from '#lib/feed/fold.ts'
import { capOf } from '#lib/feed/limits.ts'
import type { Cursor, Frame, ViewSpec } from '#lib/protocol.ts'
import type { Body, View } from '#server/ports.ts'
import { createFrameLog } from './hub-log.ts'
import type { Pace } from './hub-pace.ts'
import { offer, type Seat } from './hub-seat.ts'
import { type Encoded, encode } from './hub-wire.ts'

export interface ChannelDeps {
  boot: string
  nextSeq: () => number
  pace: Pace
  /** Runs a delivery to all seats, a slice of them at a time. */
  deliver: (seats: Seat[], each: (seat: Seat) => void, done?: (tookMs: number) => void) => void
  onSent: (frames: number, bytes: number) => void
}

export type Channel = ReturnType<typeof createChannel>

/** One view that any number of browsers watch: what they all have seen, the frames that led there, and when the next one goes. */
export function createChannel(id: string, spec: ViewSpec, deps: ChannelDeps) {
  const { boot, nextSeq, pace } = deps
  const seats = new Set<Seat>()
  const log = createFrameLog()
  const state = emptyFold()
  const cap = capOf(spec)
  const clock = pace.clock()
  let view: View | undefined
  let truth: Body['truth'] | undefined
  let seq = nextSeq()
  let timer: NodeJS.Timeout | undefined
  let soon = false
  let dirty = false
  let kept: { seq: number; frame: Frame; encoded: Encoded } | undefined

  function step(): { seq: number; prev: number; encoded: Encoded } | undefined {
    dirty = false
    const began = performance.now()
    const before = truth?.in ?? 0
    const body = view?.drain()
    if (!body) return undefined
    const prev = seq
    seq = nextSeq()
    truth = body.truth
    fold(state, body, cap)
    const encoded = encode({ view: id, boot, seq, prev, ...body })
    log.add({ seq, prev, body, bytes: encoded.bytes })
    clock.flushed(performance.now(), { records: body.truth.in - before, costMs: performance.now() - began })
    return { seq, prev, encoded }
  }

  function flush(): void {
    soon = false
    clearTimeout(timer)
    timer = undefined
    if (!dirty || !view) return
    const frame = step()
    if (!frame || seats.size === 0) return
    const each = (seat: Seat) => {
      if (offer(seat, frame)) deps.onSent(1, frame.encoded.bytes)
    }
    deps.deliver([...seats], each, clock.delivered)
  }

  function changed(urgent = false): void {
    dirty = true
    if (soon || seats.size === 0) return
    const wait = urgent ? 0 : clock.wait(performance.now(), { seats: seats.size, everyMs: view?.everyMs })
    if (wait <= 0) {
      // After the batch that is being taken in, in the same turn of the event loop.
      soon = true
      queueMicrotask(flush)
    } else timer ??= setTimeout(flush, wait)
  }

  function whole(): { frame: Frame; encoded: Encoded } {
    if (kept?.seq === seq) return kept
    const frame: Frame = { view: id, boot, seq, prev: seq, full: true, rows: rowsOf(state), truth: truth! }
    if (state.order) frame.order = state.order
    if (state.data !== undefined) frame.data = state.data
    kept = { seq, frame, encoded: encode(frame) }
    return kept
  }

  /** What a browser at `cursor` needs to stand at `seq()`: nothing, the missed frames as one, or everything. */
  function answer(cursor: Cursor | null): { frame: Frame; encoded: Encoded } {
    // Nobody watched: what has changed meanwhile becomes one frame, which a browser that comes back can still build on.
    if (seats.size === 0) step()
    if (!cursor) return whole()
    const same = cursor.boot === boot
    const passed = same && state.order === null ? Math.max(0, truth!.passed - log.passedAt(cursor.seq)) : 0
    const missed = cursor.seq === seq ? {} : log.after(cursor.seq)
    const frame: Frame =
      same && missed && passed === 0
        ? { view: id, boot, seq, prev: cursor.seq, ...missed, truth: truth! }
        : { ...whole().frame, gap: passed }
    return { frame, encoded: encode(frame) }
  }

  return {
    id,
    seats,
    changed,
    seq: () => seq,
    /** Something has changed since the last frame. */
    stale: () => dirty,
    /** Gives the channel its view, once; the maker needs `changed` before. */
    open(made: View): void {
      view = made
      made.drain()
      const body = made.snapshot()
      truth = body.truth
      log.begin(seq, truth.passed)
      fold(state, { ...body, full: true }, cap)
    },
    answer,
    /** For a seat that ran out of credit at `from`. */
    catchUp: (from: number) => answer({ boot, seq: from }),
    snapshot: (): Body => {
      if (seats.size === 0) step()
      const { view: _, boot: __, seq: ___, prev: ____, ...body } = whole().frame
      return body
    },
    join: (seat: Seat) => void seats.add(seat),
    leave: (seat: Seat) => void seats.delete(seat),
    close() {
      clearTimeout(timer)
      view?.close?.()
      view = undefined
    },
  }
}
