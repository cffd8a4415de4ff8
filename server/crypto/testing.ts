import { PGlite } from '@electric-sql/pglite'
import { freePort } from '#server/start/steps.ts'
import { serveSocket } from '#server/store/database-socket.ts'

export interface TestDatabase extends AsyncDisposable {
  address: string
  sql: (text: string) => Promise<unknown>
  /** Nobody listens at the address until `open` again. */
  shut: () => Promise<void>
  open: () => Promise<void>
}

let empty: Promise<Blob> | undefined

/** Making its files takes seconds of computing: the first one's are copied for the others of this process. */
async function create(): Promise<PGlite> {
  if (empty) return PGlite.create({ loadDataDir: await empty })
  const first = PGlite.create()
  empty = first.then((db) => db.dumpDataDir('none'))
  await empty
  return first
}

/** A real PostgreSQL in this process, behind a port as the pipeline's is. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const db = await create()
  const port = await freePort()
  let served: AsyncDisposable
  const open = async () => {
    served = await serveSocket(db, { port, host: '127.0.0.1' }, (error) => {
      throw error
    })
  }
  const shut = async () => served[Symbol.asyncDispose]()
  await open()
  return {
    address: `postgresql://postgres:secret-word@127.0.0.1:${port}/postgres`,
    sql: (text) => db.exec(text),
    shut,
    open,
    async [Symbol.asyncDispose]() {
      await shut()
      await db.close()
    },
  }
}
