import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { LagReading } from '#lib/alert/lag.ts'
import { alertsTopic } from '#lib/alert/own-topic.ts'
import type { Entry, System } from '#lib/contract.ts'
import type { Exchange } from '#lib/finrobot/pairing.ts'
import type { AlertRow, AlertsData, KafkaState } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { FeedListener, Sink } from '#server/ports.ts'
import type { Refusal } from '#server/request/results.ts'
import type { Provides } from '#server/request/views.ts'
import { createAudit } from '#server/store/audit.ts'
import { type Clock, realClock } from '#server/store/clock.ts'
import { consoleId, inPassing } from '#server/store/state.ts'
import { createActs } from './acts.ts'
import { createAskedShelf } from './asked.ts'
import { createCursors } from './cursors.ts'
import { createJudges, type Finding } from './judges.ts'
import { createNotes } from './notes.ts'
import { orderAlerts } from './order.ts'
import { type AlertReads, createReads } from './reads.ts'
import { createShelf } from './shelf.ts'
import { createSilences } from './silences.ts'
import { createStandings, type Happened } from './standings.ts'
import { provideAlerts } from './views.ts'

export type Acted = { ok: true; status: 200; alert: AlertRow } | Refusal<404 | 409 | 422 | 503 | 507>

export interface Alerts extends AlertReads {
  /** `id` may be a rule's id: all it fires for. The alert answered is then the newest of them. */
  ack: (id: string, by: string, note?: string) => Acted
  unack: (id: string, by: string) => Acted
  /** Until `until` (epoch ms) this rule and subject interrupt no one; with a rule's id, the whole rule. */
  silence: (id: string, by: string, until: number, note?: string) => Acted
  unsilence: (id: string, by: string) => Acted
  /** Silenced ones are counted apart from `firing` and `critical`. */
  counts: () => Omit<AlertsData, 'groups' | 'silences' | 'notice'>
  /** What the operator should know, for example that other consoles cannot be told. */
  notice: () => string | undefined
  close: () => Promise<void>
}

export interface AlertsDeps {
  db: DatabaseSync
  feed: { listen: (listener: FeedListener) => unknown }
  hub: Provides
  systems: readonly System[]
  kafkaState: () => KafkaState
  sink: Sink
  log: Log
  exchanges?: (system: string) => readonly Exchange[]
  /** Consumer groups with their lag, as last read. */
  groups?: () => LagReading
  clock?: Clock
}

/** Writes at once in any second; after those, one in so many ms. */
const atOnce = 10
const stormMs = 100

/** What should interrupt someone: rules judged as records arrive and once a second, each alert raised once, whatever restarts. */
export function createAlerts(deps: AlertsDeps): Alerts {
  const { db, feed, hub, systems, kafkaState, sink, log, exchanges, groups, clock = realClock } = deps
  const shelf = createShelf(db)
  const silences = createSilences(shelf)
  const quietly = (row: AlertRow): AlertRow => ({ ...row, silence: silences.over(row.rule, row.subject) })
  const standings = createStandings(shelf.open().map(quietly), shelf.resolved({ limit: 200 }))
  const cursors = createCursors(shelf)
  const asked = createAskedShelf(db)
  const judges = createJudges({
    ...{ systems, cursors, asked, exchanges, groups },
    now: clock.now,
    open: standings.known,
  })
  const freshNote = cursors.track('@notes', alertsTopic)
  const notes = createNotes({ db, sink, clock, log, self: consoleId(db), kafkaState })
  const views = provideAlerts({ hub, clock, read: () => ordered() })
  // Writes wait here and go in one transaction, at once when it is calm; if the disk is full they stay and are tried again.
  let writes: (() => void)[] = []
  let written = { at: 0, second: 0, times: 0 }
  const changedValues = new Map<string, AlertRow>()

  let cache: ReturnType<typeof orderAlerts> | null = null
  const order = () => {
    cache ??= orderAlerts(standings, judges.rules, silences.all())
    return cache
  }
  const ordered = () => {
    const { rows, data } = order()
    const notice = notes.notice()
    return { rows, data: { ...data, ...(notice && { notice }) } }
  }
  const touch = (urgent: boolean) => {
    cache = null
    views.changed(urgent)
  }

  const flush = (): void => {
    if (!writes.length && !asked.changed()) return
    const at = clock.now()
    const second = Math.floor(at / 1000)
    written = { at, second, times: second === written.second ? written.times + 1 : 1 }
    const todo = writes
    try {
      inPassing(db, () => {
        for (const write of todo) write()
        cursors.save()
        asked.save()
      })
      asked.saved()
      writes = []
      notes.kick()
    } catch (error) {
      log.error({ err: error }, 'the data folder did not take what happened to the alerts; it is written again')
    }
  }

  const happened = ({ what, row: told }: Happened, raise: boolean): void => {
    if (what === 'value') {
      changedValues.set(told.id, told)
      touch(false)
      return
    }
    const row = quietly(told)
    if (what === 'fires' || what === 'begins') standings.put(row)
    changedValues.delete(row.id)
    const at = what === 'resolves' ? row.resolvedAt! : (row.firedAt ?? row.since)
    writes.push(() => {
      if (what === 'drops') return shelf.drop(row.id)
      shelf.save(row)
      shelf.event(row.id, { at, what: raise || what !== 'fires' ? what : 'seen', detail: row.say })
      if (!raise || what === 'begins') return
      const { id, rule, subject, title, severity, say } = row
      notes.put({ what: what === 'fires' ? 'firing' : 'resolved', at, alert: id, rule, subject, title, severity, say })
    })
    touch(raise)
  }
  const apply = (finding: Finding, raise: boolean): void => {
    const what = standings.apply(finding)
    if (what) happened(what, raise)
  }

  const acts = createActs({
    shelf,
    standings,
    silences,
    notes,
    audit: createAudit(db),
    db,
    clock,
    touch,
    id: randomUUID,
  })
  const unlisten = feed.listen({
    entries: (entries: Entry[], live) => {
      judges.entries(entries, live, (finding) => apply(finding, live))
      for (const entry of entries) {
        if (entry.topic !== alertsTopic || !freshNote(entry.partition, entry.offset, entry.time)) continue
        const note = notes.read(entry.message)
        if (note) writes.push(() => acts.heard(note))
      }
      // In a storm of alerts one in 100 ms will do: the feed asks before it passes a record for good.
      const now = clock.now()
      const calm = written.times < atOnce || Math.floor(now / 1000) !== written.second
      if (calm || now - written.at >= stormMs) flush()
    },
    bad: judges.bad,
    settle: flush,
  })

  let ticks = 0
  let wasUp = true
  const stop = clock.every(1_000, () => {
    const kafka = kafkaState()
    for (const finding of judges.tick(kafka)) apply(finding, true)
    acts.expire()
    if (++ticks % 5 === 0) {
      for (const row of changedValues.values()) writes.push(() => shelf.save(row))
      changedValues.clear()
      writes.push(() => {})
    }
    if (ticks % 3600 === 1) writes.push(() => shelf.prune(10_000))
    flush()
    if (kafka.state === 'up' && !wasUp) notes.wake()
    wasUp = kafka.state === 'up'
  })
  notes.kick()

  return {
    ...createReads({ standings, shelf, rules: judges.rules }),
    ack: acts.ack,
    unack: acts.unack,
    silence: acts.silence,
    unsilence: acts.unsilence,
    counts: () => {
      const { groups: _, silences: __, ...counts } = order().data
      return counts
    },
    notice: notes.notice,
    close: async () => {
      stop()
      if (typeof unlisten === 'function') unlisten()
      writes.push(() => {})
      flush()
      await notes.close()
    },
  }
}
