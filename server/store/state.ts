import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrations } from './migrations.ts'

/** Another console holds the data folder. The message is for people and names the remedy. */
export class StateLocked extends Error {
  override name = 'StateLocked'
}

const BUSY = 5
const CORRUPT = 11
const FULL = 13
const NOT_A_DB = 26
const IO = 10

const codeOf = (error: unknown): number => ((error as { errcode?: number }).errcode ?? 0) & 0xff

/** The disk, or the size allowed to the file, is used up: nothing of the transaction was written. */
export const isFull = (error: unknown): boolean => codeOf(error) === FULL || codeOf(error) === IO

/**
 * Opens `state.db`: what Kafka does not have (outbox, requests, alerts, silences, audit). Every commit is on disk when it returns, but for those `inPassing`.
 * Throws `StateLocked` while another console has it. A damaged file is set aside beside the new one and named to `notice`, never silently replaced.
 */
export function openState(file: string, notice: (text: string) => void = () => {}): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  try {
    return open(file)
  } catch (error) {
    const code = codeOf(error)
    if (code === BUSY) {
      throw new StateLocked(
        `Another console is already using the data folder ${dirname(file)}. Stop it, or set MILENA_DATA to another folder.`,
      )
    }
    if (code !== CORRUPT && code !== NOT_A_DB) throw error
    const aside = `${file}.damaged-${new Date().toISOString().replaceAll(':', '')}`
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    notice(
      `${file} was damaged and has been set aside as ${aside}; requests, acknowledgements and audit in it are no longer shown.`,
    )
    return open(file)
  }
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 0 })
  try {
    // Exclusive mode holds the file lock until close or death, so a second console is refused and a killed one leaves nothing behind.
    db.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma foreign_keys = on; begin immediate; commit',
    )
    const verdict = db.prepare('pragma quick_check(1)').get() as { quick_check: string }
    if (verdict.quick_check !== 'ok') throw Object.assign(new Error(verdict.quick_check), { errcode: CORRUPT })
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function migrate(db: DatabaseSync): void {
  const { user_version: done } = db.prepare('pragma user_version').get() as { user_version: number }
  if (done > migrations.length)
    throw new Error(`state.db is of version ${done}, newer than this Milena knows (${migrations.length}).`)
  for (const [i, sql] of migrations.entries()) {
    if (i < done) continue
    inTransaction(db, () => {
      db.exec(sql)
      db.exec(`pragma user_version = ${i + 1}`)
    })
  }
}

/** Runs `work` in one transaction, or in the one already open. What throws is rolled back and thrown on. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work()
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}

/**
 * As `inTransaction`, without waiting for the disk: it outlives the process, but a power cut may cost it. For what is written while records are taken in,
 * which would all wait: some disks take a tenth of a second.
 */
export function inPassing<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work()
  db.exec('pragma synchronous = normal')
  try {
    return inTransaction(db, work)
  } finally {
    db.exec('pragma synchronous = full')
  }
}

/** A stable name for this data folder among several consoles. */
export function consoleId(db: DatabaseSync): string {
  db.prepare("insert or ignore into meta values ('console', ?)").run(randomUUID())
  return (db.prepare("select value from meta where name = 'console'").get() as { value: string }).value
}
