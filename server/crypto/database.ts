import pg from 'pg'
import type { Log } from '../log.ts'

/** A few short queries on one connection, which is given back when nobody has asked for 10 s. */
export interface Database {
  /** Rows as arrays. Rejects with `DatabaseAway` when the database cannot be asked, and with `QueryRefused` when it refuses this question. */
  rows: (sql: string) => Promise<unknown[][]>
  /** "127.0.0.1:5432/prices", without user or password; words for a socket of this machine. */
  name: string
  close: () => Promise<void>
}

/** The message says in one line why, without a secret. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway'
}
export class QueryRefused extends Error {
  override name = 'QueryRefused'
  readonly code: string
  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

/** Null with a reason when the address is none. */
export function openDatabase(address: string, log: Log): Database | { why: string } {
  const name = nameOf(address)
  if (!name) return { why: 'DATABASE_URL is no address like postgresql://user:password@host:5432/name.' }
  const pool = new pg.Pool({
    // The older scheme SQLAlchemy users write.
    connectionString: address.replace(/^postgres(?:ql)?\+\w+:/, 'postgresql:'),
    max: 1,
    connectionTimeoutMillis: 3000,
    query_timeout: 10_000,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
    application_name: 'milena',
  })
  // A connection that breaks while it rests is replaced by the next question.
  pool.on('error', (error) => log.warn({ err: error }, 'the prediction database closed a resting connection'))
  return {
    name,
    async rows(sql) {
      try {
        return (await pool.query({ text: sql, rowMode: 'array' })).rows
      } catch (error) {
        throw wordsFor(error, name)
      }
    },
    close: () => pool.end(),
  }
}

/** A socket's folder in `host` is a database of this machine that its own processes serve. */
function nameOf(address: string): string | null {
  try {
    const url = new URL(address)
    if (!/^postgres(?:ql)?(?:\+\w+)?:$/.test(url.protocol)) return null
    if (url.searchParams.get('host')?.startsWith('/')) return 'the pipeline’s own database'
    return `${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`
  } catch {
    return null
  }
}

const network: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'it is not running (npm start runs it; DATABASE_URL names another)',
  ENOTFOUND: 'this name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to it',
}

/** SQLSTATE 28 is a wrong user or password, 3D a wrong name, 53 and 57 a server that is full or going away, 08 a broken connection. */
function wordsFor(error: unknown, name: string): Error {
  const { code = '', message = 'unknown' } = error as { code?: string; message?: string }
  const known = network[code]
  if (known) return new DatabaseAway(`${name}: ${known}.`)
  if (/^[0-9A-Z]{5}$/.test(code)) {
    if (code.startsWith('28')) return new DatabaseAway(`${name} refuses the user or the password.`)
    if (/^(?:3D|53|57|08)/.test(code)) return new DatabaseAway(`${name}: ${message}.`)
    return new QueryRefused(message, code)
  }
  return new DatabaseAway(`${name}: ${/timeout/i.test(message) ? 'it does not answer' : message}.`)
}
