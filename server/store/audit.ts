import type { DatabaseSync } from 'node:sqlite'

/** Who did what to which thing, when (epoch ms), and what came of it. */
export interface AuditRow {
  n: number
  at: number
  who: string
  what: string
  target: string
  outcome: string
  detail: string | null
}

export interface Audit {
  write: (row: { who: string; what: string; target: string; outcome: string; detail?: string; at?: number }) => void
  /** Newest first, at most `limit` (default 200, at most 1,000), older than row `before` if given. */
  list: (q?: { limit?: number; before?: number }) => AuditRow[]
}

/** The append-only log of every write made through the console. The database itself refuses to change or remove its rows. */
export function createAudit(db: DatabaseSync): Audit {
  const insert = db.prepare('insert into audit (at, who, what, target, outcome, detail) values (?, ?, ?, ?, ?, ?)')
  const select = db.prepare(
    'select n, at, who, what, target, outcome, detail from audit where n < ? order by n desc limit ?',
  )
  return {
    write: (row) => {
      insert.run(row.at ?? Date.now(), row.who, row.what, row.target, row.outcome, row.detail ?? null)
    },
    list: ({ limit = 200, before = Number.MAX_SAFE_INTEGER } = {}) =>
      select.all(before, Math.min(Math.max(1, limit), 1000)) as unknown as AuditRow[],
  }
}
