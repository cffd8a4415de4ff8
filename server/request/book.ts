import type { DatabaseSync } from 'node:sqlite'
import type { RequestRow, RequestState, Stage } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { Clock } from '#server/store/clock.ts'
import { inTransaction } from '#server/store/state.ts'
import type { Ledger, Live } from './ledger.ts'

export type NewStage = Omit<Stage, 'at' | 'took'> & { at?: number }

export interface Book {
  add: (live: Live, write: () => void) => void
  get: (id: string) => Live | undefined
  /** Open ones, oldest first. */
  open: () => Live[]
  /** Open ones and those that finished lately. */
  known: () => Live[]
  /** The newest 200, newest first, lightened for lists. */
  recent: (system?: string) => RequestRow[]
  counts: (system?: string) => Record<RequestState, number>
  /** Replaces the row, appends a stage, writes both to disk. Does not throw for a full disk: written again later. */
  change: (live: Live, patch: Partial<RequestRow>, stage?: NewStage) => void
  /** Many changes, one commit. */
  together: (work: () => void) => void
  /** Counts anew, after old requests were forgotten. */
  recount: () => void
  /** Writes what the disk refused before. */
  retrySaving: () => void
  onChange: (listen: (live: Live) => void) => void
  onForget: (listen: (live: Live) => void) => void
}

const keepFinished = 5_000
const states: RequestState[] = ['waiting', 'sent', 'answered', 'delivered', 'failed', 'late', 'cancelled']
export const isOpen = (state: RequestState): boolean => state === 'waiting' || state === 'sent' || state === 'late'

/** The requests that are being followed: memory in front of the ledger. */
export function createBook({
  db,
  ledger,
  clock,
  log,
}: {
  db: DatabaseSync
  ledger: Ledger
  clock: Clock
  log: Log
}): Book {
  const lives = new Map<string, Live>()
  const openOnes = new Map<string, Live>()
  const finished = new Set<string>()
  const tally = new Map<string, Record<RequestState, number>>()
  const light = new Map<string, { from: RequestRow; row: RequestRow }>()
  const unsaved = new Set<Live>()
  const changed: ((live: Live) => void)[] = []
  const forgotten: ((live: Live) => void)[] = []
  let touched: Set<Live> | null = null
  let newest = ledger.list({ limit: 200 })

  let all = zero()
  const recount = (): void => {
    all = zero()
    tally.clear()
    for (const { system, state, n } of ledger.counts()) {
      const of = tally.get(system) ?? zero()
      of[state] = n
      all[state] += n
      tally.set(system, of)
    }
  }
  recount()
  for (const live of ledger.restore(clock.now() - 3_600_000, 20_000)) remember(live)

  function remember(live: Live): void {
    lives.set(live.row.id, live)
    if (isOpen(live.row.state)) openOnes.set(live.row.id, live)
    else finished.add(live.row.id)
  }

  const count = (live: Live, state: RequestState, by: 1 | -1): void => {
    const of = tally.get(live.row.system) ?? zero()
    tally.set(live.row.system, of)
    of[state] += by
    all[state] += by
  }

  const save = (live: Live): void => {
    try {
      ledger.save(live)
      if (touched) touched.add(live)
      else live.saved = live.row.stages.length
    } catch (error) {
      unsaved.add(live)
      log.error(
        { err: error, request: live.row.id },
        'the data folder did not take a change of this request; it is written again',
      )
    }
  }

  const place = (row: RequestRow): void => {
    const i = newest.findIndex((other) => other.id === row.id)
    if (i >= 0) newest[i] = row
  }

  return {
    add: (live, write) => {
      inTransaction(db, write)
      live.saved = live.row.stages.length
      remember(live)
      count(live, live.row.state, 1)
      newest = [live.row, ...newest].slice(0, 200)
      for (const listen of changed) listen(live)
    },
    get: (id) => lives.get(id) ?? ledger.load(id),
    open: () => [...openOnes.values()],
    known: () => [...lives.values()],
    recent: (system) =>
      (system ? newestOf(system) : newest).map((row) => {
        const known = light.get(row.id)
        if (known?.from === row) return known.row
        const made = lighten(row)
        if (light.size > 1_000) light.clear()
        light.set(row.id, { from: row, row: made })
        return made
      }),
    counts: (system) => ({ ...(system ? (tally.get(system) ?? zero()) : all) }),
    change: (live, patch, stage) => {
      const before = live.row.state
      const at = stage?.at ?? clock.now()
      const last = live.row.stages.at(-1)
      const next: Stage[] = stage ? [{ ...stage, at, ...(last && { took: Math.max(0, at - last.at) }) }] : []
      live.row = { ...live.row, ...patch, stages: [...live.row.stages, ...next] }
      if (live.row.state !== before) {
        count(live, before, -1)
        count(live, live.row.state, 1)
      }
      if (!lives.has(live.row.id)) remember(live)
      settle(live)
      save(live)
      place(live.row)
      for (const listen of changed) listen(live)
    },
    together: (work) => {
      if (touched) return work()
      const mine = new Set<Live>()
      touched = mine
      try {
        inTransaction(db, work)
        for (const live of mine) live.saved = live.row.stages.length
      } catch (error) {
        for (const live of mine) unsaved.add(live)
        throw error
      } finally {
        touched = null
      }
    },
    retrySaving: () => {
      for (const live of [...unsaved]) {
        unsaved.delete(live)
        save(live)
        if (unsaved.has(live)) return
      }
    },
    recount,
    onChange: (listen) => void changed.push(listen),
    onForget: (listen) => void forgotten.push(listen),
  }

  function newestOf(system: string): RequestRow[] {
    const rows = newest.filter((row) => row.system === system)
    return rows.length >= 200 || newest.length < 200
      ? rows
      : ledger.list({ system, limit: 200 }).map((row) => lives.get(row.id)?.row ?? row)
  }

  function settle(live: Live): void {
    const { id, state } = live.row
    if (isOpen(state)) {
      finished.delete(id)
      openOnes.set(id, live)
      return
    }
    openOnes.delete(id)
    finished.add(id)
    for (const old of finished) {
      if (finished.size <= keepFinished) break
      finished.delete(old)
      const gone = lives.get(old)
      lives.delete(old)
      if (gone) for (const listen of forgotten) listen(gone)
    }
  }
}

function zero(): Record<RequestState, number> {
  return Object.fromEntries(states.map((state) => [state, 0])) as Record<RequestState, number>
}

const big = (value: unknown): boolean => JSON.stringify(value)?.length > 4096

/** A row as lists show it: whole inputs and replies are only in the `request` view. */
function lighten(row: RequestRow): RequestRow {
  if (!big(row.input) && !big(row.reply)) return row
  return {
    ...row,
    input: big(row.input) ? {} : row.input,
    ...(row.reply && { reply: { ...row.reply, message: null } }),
  }
}
