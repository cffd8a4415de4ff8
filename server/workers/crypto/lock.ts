import { DatabaseSync } from 'node:sqlite'

/** A lock between processes that goes with its holder, however it dies: SQLite's, which the system gives back. Undefined while another has it, for `waitMs` at least. */
export function takeLock(path: string, waitMs = 0): Disposable | undefined {
  const db = new DatabaseSync(path)
  try {
    db.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`)
    return {
      [Symbol.dispose]() {
        db.close()
      },
    }
  } catch {
    db.close()
    return undefined
  }
}
