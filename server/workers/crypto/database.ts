import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { serveSocket } from '#server/store/database-socket.ts'
import { asProgram, type Running, runWorker } from '../lifecycle.ts'
import { takeLock } from './lock.ts'

/** A laptop's database, not a server's: PGlite's own settings would take 160 MiB for its cache alone. */
const settings = ['shared_buffers=16MB', 'wal_buffers=256kB', 'max_wal_size=64MB', 'min_wal_size=32MB']
const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])]

/** Serves the PGlite in `dir` at a Unix socket. Waits while another process does; the second one takes over when the first is gone. */
async function serve(at: { dir: string; socketDir: string }, stopping: AbortSignal): Promise<Running | undefined> {
  await Promise.all([mkdir(at.dir, { recursive: true }), mkdir(at.socketDir, { recursive: true, mode: 0o700 })])
  let lock = takeLock(join(at.dir, 'lock'))
  while (!lock) {
    // Somebody else opens it right now: a second one is not needed.
    if (ifFree) return undefined
    await pause(500, undefined, { signal: stopping }).catch(() => {})
    if (stopping.aborted) return { line: '', stop: async () => {} }
    lock = takeLock(join(at.dir, 'lock'))
  }
  const dataDir = join(at.dir, 'pglite')
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    // Making the files takes 600 MiB for a moment; a process of its own gives them back.
    const maker = fork(import.meta.filename, ['make', dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [code] = await once(maker, 'exit')
    if (code !== 0) throw new Error(`the database in ${dataDir} could not be made`)
  }
  const db = await PGlite.create({ dataDir, startParams })
  const path = join(at.socketDir, '.s.PGSQL.5432')
  // Left by one that was killed: we have the lock, so nobody listens there.
  await rm(path, { force: true })
  const served = await serveSocket(db, { path }, (error) => {
    // Whoever watches over this process starts it again, and PostgreSQL recovers from its log.
    console.error(`the database in ${dataDir} failed: ${error}`)
    process.exit(1)
  })
  return {
    line: `crypto database is served: psql -h ${at.socketDir} -U postgres`,
    about: { socketDir: at.socketDir },
    async stop() {
      await served[Symbol.asyncDispose]()
      await db.close()
      lock[Symbol.dispose]()
    },
  }
}

const ifFree = process.argv[2] === 'if-free'
if (process.argv[2] === 'make') {
  const db = await PGlite.create({ dataDir: process.argv[3]!, startParams })
  await db.close()
  process.exit(0)
}
await asProgram(async () => {
  const config = readConfig()
  const { embedded } = cryptoPlaces(config)
  await runWorker(
    async (stopping) => {
      if (!embedded) return { line: 'DATABASE_URL names the database; none is served here', stop: async () => {} }
      return (await serve(embedded, stopping)) ?? process.exit(0)
    },
    createLog('crypto database', config.log),
  )
})
