import type { DatabaseSync } from 'node:sqlite'
import type { Asked } from '#lib/alert/unanswered.ts'

/** Requests that wait for a reply, as rules of kind `unanswered` know them, kept over restarts: the feed does not tell of a record twice. */
export interface AskedShelf {
  of: (rule: string) => Asked[]
  put: (rule: string, asked: Asked) => void
  drop: (rule: string, key: string) => void
  /** Whether there is something to write. */
  changed: () => boolean
  /** Writes what changed, inside the caller's transaction; it is forgotten by `saved`, once that has held. */
  save: () => void
  saved: () => void
}

export function createAskedShelf(db: DatabaseSync): AskedShelf {
  const all = db.prepare('select key, at, say from alert_asked where rule = ? order by at')
  const insert = db.prepare('insert or replace into alert_asked (rule, key, at, say) values (?, ?, ?, ?)')
  const remove = db.prepare('delete from alert_asked where rule = ? and key = ?')
  const moved = new Map<string, { rule: string; key: string; asked: Asked | null }>()
  return {
    of: (rule) => all.all(rule) as unknown as Asked[],
    put: (rule, asked) => void moved.set(`${rule}\n${asked.key}`, { rule, key: asked.key, asked }),
    drop: (rule, key) => void moved.set(`${rule}\n${key}`, { rule, key, asked: null }),
    changed: () => moved.size > 0,
    save() {
      for (const { rule, key, asked } of moved.values()) {
        if (asked) insert.run(rule, key, Math.round(asked.at), asked.say)
        else remove.run(rule, key)
      }
    },
    saved: () => moved.clear(),
  }
}
