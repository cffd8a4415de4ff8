import type { DatabaseSync } from 'node:sqlite'
import type { AlertRow } from '#lib/protocol.ts'

export interface Silence {
  id: string
  /** null = every rule / every subject. */
  rule: string | null
  subject: string | null
  by: string
  at: number
  until: number
  note?: string
}

/** One thing that happened to an alert. `what`: begins, fires, seen (learned from old records), resolves, ack, unack, silence, unsilence. */
export interface AlertEvent {
  at: number
  what: string
  by: string | null
  detail: string | null
}

export interface CursorRow {
  rule: string
  topic: string
  partition: number
  offset: string
  time: number
}

export interface Shelf {
  save: (row: AlertRow) => void
  drop: (id: string) => void
  event: (alert: string, event: { at: number; what: string; by?: string; detail?: string }) => void
  events: (alert: string) => AlertEvent[]
  get: (id: string) => AlertRow | undefined
  /** The newest alert of a rule, open or resolved. */
  latest: (rule: string) => AlertRow | undefined
  open: () => AlertRow[]
  /** Newest resolved first. */
  resolved: (q: { system?: string; limit: number }) => AlertRow[]
  /** Alerts of a time range by when they fired, for marks on time axes. */
  fired: (from: number, to: number) => AlertRow[]
  silences: () => Silence[]
  addSilence: (silence: Silence) => void
  dropSilence: (id: string) => void
  cursors: () => CursorRow[]
  saveCursor: (cursor: CursorRow) => void
  /** Keeps the newest `most` resolved alerts and their events. */
  prune: (most: number) => void
}

/** The rows of state.db that alerts live in. */
export function createShelf(db: DatabaseSync): Shelf {
  const save = db.prepare(
    'insert or replace into alert (id, rule, subject, state, since, fired_at, resolved_at, doc) values (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const drop = db.prepare('delete from alert where id = ?')
  const addEvent = db.prepare('insert into alert_event (alert_id, at, what, by, detail) values (?, ?, ?, ?, ?)')
  const events = db.prepare('select at, what, by, detail from alert_event where alert_id = ? order by n')
  const get = db.prepare('select doc from alert where id = ?')
  const latest = db.prepare('select doc from alert where rule = ? order by since desc limit 1')
  const open = db.prepare("select doc from alert where state <> 'resolved' order by since, id")
  const resolved = db.prepare(
    `select doc from alert where state = 'resolved' and (? is null or doc ->> '$.system' = ?) order by resolved_at desc limit ?`,
  )
  const fired = db.prepare('select doc from alert where fired_at between ? and ? order by fired_at desc limit 500')
  const silences = db.prepare('select id, rule, subject, by, at, until, note from silence order by at')
  const addSilence = db.prepare(
    'insert or replace into silence (id, rule, subject, by, at, until, note) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const dropSilence = db.prepare('delete from silence where id = ?')
  const cursors = db.prepare('select rule, topic, partition, offset, time from alert_cursor')
  const saveCursor = db.prepare(
    'insert or replace into alert_cursor (rule, topic, partition, offset, time) values (?, ?, ?, ?, ?)',
  )
  const prune = db.prepare(
    "delete from alert where state = 'resolved' and id not in (select id from alert where state = 'resolved' order by resolved_at desc limit ?)",
  )
  const pruneEvents = db.prepare('delete from alert_event where alert_id not in (select id from alert)')
  const rows = (found: unknown[]): AlertRow[] => found.map((r) => JSON.parse((r as { doc: string }).doc))

  return {
    save: (row) => {
      save.run(
        row.id,
        row.rule,
        row.subject,
        row.state,
        row.since,
        row.firedAt,
        row.resolvedAt,
        JSON.stringify({ ...row, silence: null }),
      )
    },
    drop: (id) => void drop.run(id),
    event: (alert, { at, what, by, detail }) => void addEvent.run(alert, at, what, by ?? null, detail ?? null),
    events: (alert) => events.all(alert) as unknown as AlertEvent[],
    get: (id) => rows([get.get(id)].filter(Boolean))[0],
    latest: (rule) => rows([latest.get(rule)].filter(Boolean))[0],
    open: () => rows(open.all()),
    resolved: ({ system, limit }) => rows(resolved.all(system ?? null, system ?? null, limit)),
    fired: (from, to) => rows(fired.all(from, to)),
    silences: () => silences.all().map(({ note, ...rest }: any) => ({ ...rest, ...(note && { note }) })),
    addSilence: (s) => void addSilence.run(s.id, s.rule, s.subject, s.by, s.at, s.until, s.note ?? null),
    dropSilence: (id) => void dropSilence.run(id),
    cursors: () => cursors.all() as unknown as CursorRow[],
    saveCursor: (c) => void saveCursor.run(c.rule, c.topic, c.partition, c.offset, c.time),
    prune: (most) => {
      prune.run(most)
      pruneEvents.run()
    },
  }
}
