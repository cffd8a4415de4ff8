import type { DatabaseSync } from 'node:sqlite'
import type { Form, System } from '#lib/contract.ts'
import type { RequestRow, RequestState, Stage } from '#lib/protocol.ts'
import { inTransaction } from '#server/store/state.ts'
import type { RequestQuery } from './results.ts'

/** A request in the console's hands. `row` is replaced, never mutated, so that views see what changed. */
export interface Live {
  row: RequestRow
  system: System
  form: Form
  /** What was composed for the topic or the service. */
  message: unknown
  by: string
  /** What its answer will carry; null = only the header can tell. */
  correlation: string | null
  /** When its last attempt left, epoch ms; answers that are only inferred must be newer. */
  from: number | null
  deadline: number | null
  consumedAt?: number
  /** Stages already on disk. */
  saved: number
}

export interface Ledger {
  insert: (live: Live, idempotency: { key: string; hash: string } | null) => void
  /** Writes state, document and new stages. May be repeated. */
  save: (live: Live) => void
  load: (id: string) => Live | undefined
  byKey: (key: string) => { id: string; hash: string } | undefined
  /** Everything not finished, and what finished after `since`, oldest first, at most `limit`. */
  restore: (since: number, limit: number) => Live[]
  list: (q: RequestQuery) => RequestRow[]
  counts: () => { system: string; state: RequestState; n: number }[]
  /** Forgets finished requests older than `before`. */
  prune: (before: number) => void
}

/** The rows of state.db that requests live in. */
export function createLedger(db: DatabaseSync, systems: readonly System[]): Ledger {
  const insert =
    db.prepare(`insert into request (id, system, form, state, at, done_at, deadline, sent_from, correlation, by, idem_key, idem_hash, message, doc)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const update = db.prepare(
    'update request set state = ?, done_at = ?, deadline = ?, sent_from = ?, correlation = ?, doc = ? where id = ?',
  )
  const addStage = db.prepare('insert or replace into stage (request_id, n, doc) values (?, ?, ?)')
  const one = db.prepare('select * from request where id = ?')
  const stagesOf = db.prepare('select doc from stage where request_id = ? order by n')
  const byKey = db.prepare('select id, idem_hash as hash from request where idem_key = ?')
  const open = db.prepare(
    `select * from (select *, rowid as n from request where state in ('waiting', 'sent', 'late') or done_at > ? order by at desc limit ?) order by at, n`,
  )
  const count = db.prepare('select system, state, count(*) as n from request group by system, state')
  const prune = db.prepare("delete from request where state not in ('waiting', 'sent') and at < ?")

  const docOf = ({ stages: _, ...doc }: RequestRow): string => JSON.stringify(doc)
  const rowOf = (r: any): RequestRow => ({
    ...JSON.parse(r.doc),
    stages: stagesOf.all(r.id).map((s: any) => JSON.parse(s.doc) as Stage),
  })
  const liveOf = (r: any): Live | undefined => {
    const system = systems.find((s) => s.id === r.system)
    const form = system?.forms?.find((f) => f.id === r.form)
    // A system that left the registry: its requests are still listed, but nothing can be done with them.
    if (!system || !form) return undefined
    const row = rowOf(r)
    const consumedAt = row.stages
      .slice(row.stages.findLastIndex((s) => s.id === 'retry') + 1)
      .find((s) => s.id === 'consumed')?.at
    return {
      row,
      system,
      form,
      message: JSON.parse(r.message),
      by: r.by,
      correlation: r.correlation,
      from: r.sent_from,
      deadline: r.deadline,
      ...(consumedAt !== undefined && { consumedAt }),
      saved: row.stages.length,
    }
  }
  const saveStages = (live: Live): void => {
    for (let n = live.saved; n < live.row.stages.length; n++)
      addStage.run(live.row.id, n, JSON.stringify(live.row.stages[n]))
  }

  return {
    insert: (live, idempotency) => {
      const { row } = live
      insert.run(
        row.id,
        row.system,
        row.form,
        row.state,
        row.at,
        row.doneAt,
        live.deadline,
        live.from,
        live.correlation,
        live.by,
        idempotency?.key ?? null,
        idempotency?.hash ?? null,
        JSON.stringify(live.message),
        docOf(row),
      )
      saveStages(live)
    },
    save: (live) =>
      inTransaction(db, () => {
        const { row } = live
        update.run(row.state, row.doneAt, live.deadline, live.from, live.correlation, docOf(row), row.id)
        saveStages(live)
      }),
    load: (id) => {
      const row = one.get(id)
      return row && liveOf(row)
    },
    byKey: (key) => byKey.get(key) as { id: string; hash: string } | undefined,
    restore: (since, limit) => open.all(since, limit).flatMap((r) => liveOf(r) ?? []),
    list: ({ system, form, state, before, limit = 200 }) => {
      const where = ['1 = 1']
      const values: (string | number)[] = []
      const add = (sql: string, value: string | number | undefined) => {
        if (value === undefined) return
        where.push(sql)
        values.push(value)
      }
      add('system = ?', system)
      add('form = ?', form)
      add('state = ?', state)
      add('at < ?', before)
      const sql = `select id, doc from request where ${where.join(' and ')} order by at desc, rowid desc limit ?`
      return db
        .prepare(sql)
        .all(...values, Math.min(Math.max(1, limit), 1000))
        .map(rowOf)
    },
    counts: () => count.all() as unknown as { system: string; state: RequestState; n: number }[],
    prune: (before) => void prune.run(before),
  }
}
