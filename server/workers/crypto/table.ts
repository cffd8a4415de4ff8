import pg from 'pg'
import type { Log } from '#server/log.ts'
import { type Candle, moreColumns } from './read-candles.ts'

/** Class order as the trainers have it: sell, hold, buy. */
export type Triple = readonly number[]
export interface Row extends Candle {
  /** What this model version said of it; null: nothing yet. */
  said: Triple | null
}

/** A symbol's table (laid out in server/store/crypto-database.ts) as the consumer of one model version sees it. Every verb rejects when the database is away. */
export interface Table {
  /** Makes the table and the version's column where they are missing. */
  ensure: () => Promise<void>
  /** Writes candles, oldest first, with what was said of them; a candle or a prediction that is there already stays. Returns the times of predictions that are new. */
  write: (rows: readonly Row[]) => Promise<Set<number>>
  /** The `n` candles before a time, oldest first. */
  before: (t: number, n: number) => Promise<Row[]>
  /** Candles from a time on, oldest first, at most `n`. */
  from: (t: number, n: number) => Promise<Row[]>
  /** The `n` candles before a time and the `n` after another one, in no order. */
  around: (from: number, to: number, n: number) => Promise<Row[]>
  /** Which of these minutes have a row. */
  times: (from: number) => Promise<Set<number>>
  /** The first minute up to `until` that should have a prediction and has none, looking back over `rows` candles; null if there is none. */
  firstUnsaid: (until: number, rows: number) => Promise<number | null>
  /** The newest `n` predictions, oldest first. */
  said: (n: number) => Promise<{ t: number; said: Triple }[]>
  /** Takes off what is older than a year before the newest candles; a few with a wrong clock, far ahead of the others, take nothing along. */
  prune: () => Promise<number>
}

export const isName = (name: string): boolean => /^[a-z][a-z0-9]{0,29}$/i.test(name)
/** "v1", 1 → 1; NaN if it is no version. */
export const versionNumber = (version: string): number =>
  /^v?\d{1,4}$/.test(version) ? Number(version.replace('v', '')) : Number.NaN

export function openPool(databaseUrl: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    // SQLAlchemy's way to name the driver, too.
    connectionString: databaseUrl.replace(/^postgres(?:ql)?\+\w+:/, 'postgresql:'),
    ...{ max: 4, connectionTimeoutMillis: 5000, query_timeout: 30_000, idleTimeoutMillis: 30_000 },
    application_name: 'milena crypto',
  })
  pool.on('error', (error) => log.debug({ cause: error.message }, 'the database closed a resting connection'))
  return pool
}

const warmUp = 29
const candleColumns = ['open', 'high', 'low', 'close', 'volume', ...moreColumns]
// `date_part` counts in float8; `extract` in numeric, five times as long.
const epoch = "date_part('epoch', open_time) * 1000 as t"

const FLOAT8 = 701
/** Numbers a row is told by: its time, its candle, what was said. */
const WIDTH = 1 + candleColumns.length + 3

/** Rows as one float8[] in PostgreSQL's binary form (`array_send`), half of what their text costs the database to read; NaN for what is not known. `pg` sends a Buffer as binary. */
function tellRows(rows: readonly Row[]): Buffer {
  const told = Buffer.allocUnsafe(20 + rows.length * WIDTH * 12)
  let at = 0
  // One dimension, no nulls, of this type, so many, counted from 1.
  for (const head of [1, 0, FLOAT8, rows.length * WIDTH, 1]) at = told.writeInt32BE(head, at)
  const tell = (value: number | null | undefined) => {
    told.writeInt32BE(8, at)
    at = told.writeDoubleBE(value ?? Number.NaN, at + 4)
  }
  for (const { t, open, high, low, close, volume, more, said } of rows) {
    tell(t / 1000)
    tell(open)
    tell(high)
    tell(low)
    tell(close)
    tell(volume)
    for (let i = 0; i < moreColumns.length; i++) tell(more?.[i])
    for (let i = 0; i < 3; i++) tell(said?.[i])
  }
  return told
}

export function createTable(options: { pool: pg.Pool; symbol: string; model: string; version: string }): Table {
  const { pool, symbol, model, version } = options
  if (!isName(symbol) || !isName(model) || Number.isNaN(versionNumber(version)))
    throw new RangeError(`${symbol} ${model} ${version} cannot name a table and a column`)
  const table = `"${symbol.toLowerCase()}"`
  const column = `"${model.toLowerCase()}_${versionNumber(version)}"`
  const ask = async (sql: string, values: unknown[] = []): Promise<any[]> => (await pool.query(sql, values)).rows
  const picked = `${epoch}, ${candleColumns.join(', ')}, ${column} as said`
  const rowOf = (row: any): Row => ({
    ...{ t: row.t, open: row.open, high: row.high, low: row.low, close: row.close, volume: row.volume, said: row.said },
    ...(row.trades === null ? {} : { more: moreColumns.map((name) => row[name] as number | null) }),
  })
  const stamp = 'to_timestamp($1::float8 / 1000)'
  const number = (i: number) => `a[i + ${i}]`
  // Mostly all rows are new: then their number says it, and they need not be listed, which takes as long as writing them.
  const insert = `with written as (insert into ${table} as known (open_time, ${candleColumns.join(', ')}, ${column})
    select to_timestamp(${number(0)}), ${candleColumns.map((_, i) => `nullif(${number(1 + i)}, 'NaN')`).join(', ')},
      case when ${number(WIDTH - 1)} <> 'NaN' then array[${[3, 2, 1].map((i) => number(WIDTH - i)).join(', ')}] end
    from (select $1::float8[] as a) as given, generate_series(1, $2::int, ${WIDTH}) as i
    on conflict (open_time) do update set ${column} = excluded.${column}
    where known.${column} is null and excluded.${column} is not null
    returning ${epoch}, ${column} is not null as new)
    select count(*)::int as n, case when count(*) < $3::int then array_agg(t) filter (where new) end as times from written`

  return {
    async ensure() {
      const make = async () => {
        await ask(`create table if not exists ${table} (open_time timestamptz primary key,
          ${['open', 'high', 'low', 'close', 'volume'].map((name) => `${name} double precision not null`).join(', ')},
          ${moreColumns.map((name) => `${name} double precision`).join(', ')})`)
        const wanted = [...moreColumns.map((name) => `${name} double precision`), `${column} double precision[]`]
        await ask(`alter table ${table} ${wanted.map((one) => `add column if not exists ${one}`).join(', ')}`)
      }
      // Two processes that make the same table at once: the second look finds it.
      await make().catch(make)
    },
    async write(rows) {
      if (!rows.length) return new Set()
      const [written] = await ask(insert, [tellRows(rows), rows.length * WIDTH, rows.length])
      if (written.n === rows.length) return new Set(rows.flatMap(({ t, said }) => (said ? t : [])))
      return new Set((written.times as number[] | null) ?? [])
    },
    before: async (t, n) =>
      (await ask(`select ${picked} from ${table} where open_time < ${stamp} order by open_time desc limit $2`, [t, n]))
        .map(rowOf)
        .reverse(),
    from: async (t, n) =>
      (await ask(`select ${picked} from ${table} where open_time >= ${stamp} order by open_time limit $2`, [t, n])).map(
        rowOf,
      ),
    around: async (from, to, n) =>
      (
        await ask(
          `(select ${picked} from ${table} where open_time < ${stamp} order by open_time desc limit $3) union all
           (select ${picked} from ${table} where open_time > ${stamp.replace('$1', '$2')} order by open_time limit $3)`,
          [from, to, n],
        )
      ).map(rowOf),
    times: async (from) =>
      new Set((await ask(`select ${epoch} from ${table} where open_time >= ${stamp}`, [from])).map((row) => row.t)),
    async firstUnsaid(until, rows) {
      const [found] = await ask(
        `select date_part('epoch', min(open_time)) * 1000 as t from ${table}
         where ${column} is null and open_time <= ${stamp}
         and open_time >= coalesce((select open_time from ${table} order by open_time desc offset $2 limit 1), '-infinity')
         and open_time > coalesce((select open_time from ${table} order by open_time offset ${warmUp - 1} limit 1), 'infinity')`,
        [until, Math.max(0, rows - 1)],
      )
      return found?.t ?? null
    },
    said: async (n) =>
      (
        await ask(
          `select ${epoch}, ${column} as said from ${table} where ${column} is not null order by open_time desc limit $1`,
          [n],
        )
      ).reverse(),
    async prune() {
      const { rowCount } = await pool.query(
        `delete from ${table} where open_time < (select open_time from ${table} order by open_time desc offset ${warmUp} limit 1) - interval '365 days'`,
      )
      return rowCount ?? 0
    },
  }
}
