import type { DatabaseSync } from 'node:sqlite'
import type { AlertNote } from '#lib/alert/own-topic.ts'
import type { AlertRow } from '#lib/protocol.ts'
import { refusalOf } from '#server/request/submit.ts'
import type { Audit } from '#server/store/audit.ts'
import type { Clock } from '#server/store/clock.ts'
import { inTransaction } from '#server/store/state.ts'
import type { Acted } from './alerts.ts'
import type { Notes } from './notes.ts'
import type { Shelf } from './shelf.ts'
import type { Silences } from './silences.ts'
import type { Standings } from './standings.ts'

interface Deps {
  db: DatabaseSync
  shelf: Shelf
  standings: Standings
  silences: Silences
  notes: Notes
  audit: Audit
  clock: Clock
  touch: (urgent: boolean) => void
  id: () => string
}

/** What people do to alerts here, and what another console heard people do. `heard` runs inside the caller's transaction. */
export function createActs(deps: Deps) {
  const { db, shelf, standings, silences, notes, audit, clock, touch, id: newId } = deps

  /** The alerts an id means: one, or all open ones of a rule. */
  const meant = (id: string): AlertRow[] => {
    const one = standings.get(id)
    return one ? [one] : [...(standings.open().get(id)?.values() ?? [])]
  }
  const unknown: Acted = {
    ok: false,
    status: 404,
    title: 'No such alert',
    detail: 'It is not open: it has resolved, or never was.',
  }
  const change = (row: AlertRow, patch: Partial<AlertRow>): AlertRow => {
    const next = { ...row, ...patch }
    standings.put(next)
    shelf.save(next)
    return next
  }
  const requiet = (): void => {
    for (const subjects of standings.open().values()) {
      for (const row of [...subjects.values()]) {
        const silence = silences.over(row.rule, row.subject)
        if (silence?.until !== row.silence?.until || silence?.by !== row.silence?.by) standings.put({ ...row, silence })
      }
    }
    touch(true)
  }

  const acknowledge = (rows: AlertRow[], ack: AlertRow['ack'], by: string, at: number): void => {
    for (const row of rows) {
      change(row, { ack })
      shelf.event(row.id, { at, what: ack ? 'ack' : 'unack', by, ...(ack?.note && { detail: ack.note }) })
    }
    touch(true)
  }

  /** One transaction: the change, the audit row, the note to the other consoles. */
  const act = (
    what: 'ack' | 'unack' | 'silence',
    { id, by }: { id: string; by: string },
    work: (rows: AlertRow[], at: number) => void,
  ): Acted => {
    const rows = meant(id)
    const at = clock.now()
    const last = rows.at(-1)
    if (!last) return unknown
    try {
      inTransaction(db, () => {
        work(rows, at)
        audit.write({ who: by, what, target: id, outcome: 'done', detail: `${rows.length} open`, at })
      })
    } catch (error) {
      for (const row of rows) standings.put(row)
      touch(true)
      return refusalOf(error)
    }
    notes.kick()
    return { ok: true, status: 200, alert: standings.get(last.id) ?? last }
  }

  return {
    ack: (id: string, by: string, note?: string): Acted =>
      act('ack', { id, by }, (rows, at) => {
        acknowledge(rows, { by, at, ...(note && { note }) }, by, at)
        for (const { id: alert, rule, subject } of rows)
          notes.put({ what: 'ack', at, alert, rule, subject, by, ...(note && { note }) })
      }),
    unack: (id: string, by: string): Acted =>
      act('unack', { id, by }, (rows, at) => {
        acknowledge(rows, null, by, at)
        for (const { id: alert, rule, subject } of rows) notes.put({ what: 'unack', at, alert, rule, subject, by })
      }),
    silence: (id: string, by: string, until: number, note?: string): Acted => {
      if (!(until > clock.now()))
        return { ok: false, status: 422, title: 'That time has passed', detail: 'Silence it until some time ahead.' }
      return act('silence', { id, by }, (rows, at) => {
        const one = standings.get(id)
        const silence = {
          id: newId(),
          rule: one?.rule ?? id,
          subject: one?.subject ?? null,
          by,
          at,
          until,
          ...(note && { note }),
        }
        silences.add(silence)
        for (const row of rows) shelf.event(row.id, { at, what: 'silence', by, detail: new Date(until).toISOString() })
        notes.put({
          what: 'silence',
          at,
          rule: silence.rule,
          subject: silence.subject,
          by,
          until,
          silence: silence.id,
          ...(note && { note }),
        })
        requiet()
      })
    },
    /** A silence outlives its alert, so its own id, a resolved alert's, or its rule's will do. */
    unsilence: (id: string, by: string): Acted => {
      const quiet = silences.all().find((silence) => silence.id === id)
      const one = quiet ? undefined : (standings.get(id) ?? shelf.get(id))
      const of = one ?? shelf.latest(quiet?.rule ?? id)
      if (!of) return unknown
      const at = clock.now()
      inTransaction(db, () => {
        const ended = quiet ? [quiet] : silences.end(of.rule, one ? one.subject : null)
        if (quiet) silences.remove(id)
        for (const { id: silence, rule, subject } of ended)
          notes.put({ what: 'unsilence', at, rule, subject, by, silence })
        shelf.event(of.id, { at, what: 'unsilence', by })
        audit.write({ who: by, what: 'unsilence', target: id, outcome: 'done', detail: `${ended.length} silences`, at })
        requiet()
      })
      notes.kick()
      return { ok: true, status: 200, alert: standings.get(of.id) ?? of }
    },
    /** Silences that are over; the alerts under them speak again. */
    expire: (): void => {
      const ended = silences.expire(clock.now())
      if (!ended.length) return
      for (const { rule, subject, by } of ended)
        audit.write({
          who: 'milena',
          what: 'silence ended',
          target: `${rule ?? '*'}/${subject ?? '*'}`,
          outcome: 'done',
          detail: `set by ${by}`,
          at: clock.now(),
        })
      requiet()
    },
    heard: (note: AlertNote): void => {
      const { what, at, rule, subject, by = 'another console' } = note
      if (what === 'silence' && note.until && note.until > clock.now()) {
        silences.add({
          id: note.silence ?? newId(),
          rule,
          subject,
          by,
          at,
          until: note.until,
          ...(note.note && { note: note.note }),
        })
        requiet()
      } else if (what === 'unsilence' && note.silence) {
        silences.remove(note.silence)
        requiet()
      } else if ((what === 'ack' || what === 'unack') && rule && subject) {
        const row = standings.of(rule, subject)
        if (!row || row.since > at) return
        acknowledge([row], what === 'ack' ? { by, at, ...(note.note && { note: note.note }) } : null, by, at)
      }
    },
  }
}
