import { type Minute, minuteMs } from '#lib/crypto/bars.ts'
import { readTriple, runOfColumn } from '#lib/crypto/market.ts'
import { type Database, QueryRefused } from './database.ts'

/** At most this many minutes of a symbol are held: five weeks. */
const most = 50_000
const hourMs = 60 * minuteMs
/** Rows of two days at a time, so that the console answers others in between. */
const hoursAtOnce = 48

interface Hour {
  mark: string
  minutes: Minute[]
}

export interface PriceTable {
  /** Reads what has changed since it was last asked. When it rejects, what was known stays. */
  refresh: (since: number) => Promise<{ there: boolean; changed: boolean }>
  /** Ascending. The same array until something changes. */
  minutes: () => readonly Minute[]
  /** Time of the newest row when there is none since the time that was asked for: the market stopped long ago. */
  newestBefore: () => number | null
  /** Rows before this are left out for their number; null if none are. */
  cutAt: () => number | null
  clear: () => void
}

/**
 * The table of a symbol (its name in lower case), one row per candle. Each hour has a mark: how many rows, and the newest transaction that wrote one
 * (`xmin`). Only hours whose mark has changed are read again, so predictions that are filled in late are found as well as new ones.
 */
export function createPriceTable(db: Database, symbol: string): PriceTable {
  const table = symbol.toLowerCase()
  const quoted = quote(table)
  const hours = new Map<number, Hour>()
  let columns = ''
  let runs: { column: string; run: string }[] = []
  let sorted: Minute[] | null = null
  let cut: number | null = null
  let before: number | null = null

  /** Prediction columns come with new models: a change of them makes everything read anew. */
  async function readColumns(): Promise<boolean> {
    const rows = await db.rows(
      `select column_name from information_schema.columns where table_schema = any(current_schemas(false)) and table_name = ${literal(table)} order by 1`,
    )
    if (rows.length === 0) return false
    const names = rows.map(([name]) => String(name))
    if (names.join() !== columns) {
      columns = names.join()
      runs = names.flatMap((column) => {
        const run = runOfColumn(column)
        return run ? [{ column, run }] : []
      })
      clear()
    }
    return true
  }

  async function readHours(first: number, last: number): Promise<Map<number, Minute[]>> {
    const read = new Map<number, Minute[]>()
    const picked = ['open', 'high', 'low', 'close', 'volume'].map((name) => `${quote(name)}::float8`)
    const rows = await db.rows(
      `select date_part('epoch', open_time) * 1000, ${[...picked, ...runs.map(({ column }) => quote(column))].join(', ')}
       from ${quoted} where open_time >= to_timestamp(${first / 1000}) and open_time < to_timestamp(${(last + hourMs) / 1000}) order by open_time`,
    )
    for (const row of rows) {
      const [t, o, h, l, c, v, ...said] = row as [number, number, number, number, number, number | null, ...unknown[]]
      if (![t, o, h, l, c].every(Number.isFinite)) continue
      const minute: Minute = { t: Math.floor(t / minuteMs) * minuteMs, o, h, l, c, v: v ?? 0 }
      for (const [i, { run }] of runs.entries()) {
        const values = readTriple(said[i])
        if (!values) continue
        minute.p ??= {}
        minute.p[run] = values
      }
      const hour = Math.floor(t / hourMs) * hourMs
      const list = read.get(hour)
      if (list) list.push(minute)
      else read.set(hour, [minute])
    }
    return read
  }

  function clear(): void {
    hours.clear()
    sorted = null
  }

  function nothing() {
    const changed = hours.size > 0
    clear()
    columns = ''
    return { there: false, changed }
  }

  async function refresh(since: number): Promise<{ there: boolean; changed: boolean }> {
    if (!(await readColumns())) return nothing()
    const found = await db.rows(
      `select floor(date_part('epoch', open_time) / 3600) * 3600000 as hour, count(*)::float8, max(xmin::text::bigint)::text
       from ${quoted} where open_time >= to_timestamp(${since / 1000}) group by hour order by hour desc`,
    )
    before = null
    if (found.length === 0) {
      const [row] = await db.rows(`select date_part('epoch', max(open_time)) * 1000 from ${quoted}`)
      before = (row?.[0] as number | null) ?? null
    }
    const there = new Set<number>()
    const changed: { hour: number; mark: string }[] = []
    let sum = 0
    cut = null
    for (const [hour, count, newest] of found as [number, number, string][]) {
      sum += count
      if (sum > most) {
        cut = hour + hourMs
        break
      }
      there.add(hour)
      const mark = `${count}/${newest}`
      if (hours.get(hour)?.mark !== mark) changed.push({ hour, mark })
    }
    let gone = false
    for (const hour of hours.keys())
      if (!there.has(hour) && hour >= since) {
        hours.delete(hour)
        gone = true
        sorted = null
      }
    changed.reverse()
    for (let i = 0; i < changed.length; ) {
      let to = i + 1
      while (to < changed.length && to - i < hoursAtOnce && changed[to]!.hour - changed[to - 1]!.hour === hourMs) to++
      const read = await readHours(changed[i]!.hour, changed[to - 1]!.hour)
      // A row written between the two questions is read now and once more when its mark is seen: nothing is missed.
      for (const { hour, mark } of changed.slice(i, to)) hours.set(hour, { mark, minutes: read.get(hour) ?? [] })
      sorted = null
      i = to
    }
    return { there: true, changed: gone || changed.length > 0 }
  }

  return {
    async refresh(since) {
      try {
        return await refresh(since)
      } catch (error) {
        // The table or a column went away between two questions.
        if (error instanceof QueryRefused && /^42(?:P01|703)$/.test(error.code)) return nothing()
        throw error
      }
    },
    minutes: () => (sorted ??= [...hours].sort(([a], [b]) => a - b).flatMap(([, hour]) => hour.minutes)),
    cutAt: () => cut,
    newestBefore: () => before,
    clear,
  }
}

/** Questions carry no parameters: a question in one message cannot be mixed with another's where several share a session, as PGlite's do. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
