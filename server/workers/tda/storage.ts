import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '#server/log.ts'

const DAYS = 30

/** Big results live as long as the messages that name them: 30 days. Also sweeps away what a crash left half written. */
export function prune(folder: string, log: Log, now = Date.now()): void {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  for (const name of names) {
    const path = join(folder, name)
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now)
    if (age < (name.endsWith('.part') ? 86_400_000 : DAYS * 86_400_000)) continue
    rmSync(path, { force: true })
    log.info({ name }, 'old result removed')
  }
}
