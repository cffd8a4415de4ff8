import {
  appendFileSync,
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { takeLock } from './lock.ts'
import { isoMinute } from './read-candles.ts'
import type { Table, Triple } from './table.ts'

export interface Said {
  t: number
  said: Triple
}

/** `<DATA_PATH>/predictions/<SYMBOL>/<model>/<vN>.csv`: `open_time,pred`, a line per prediction, roughly in the order they were made. */
export interface CsvFile {
  path: string
  append: (rows: readonly Said[]) => Promise<void>
  /** Writes the lines of the newest predictions that the table has and the file has not, after a death between the two. Returns how many. */
  mend: (table: Pick<Table, 'said'>) => Promise<number>
}

/** A list as Python prints one, quoted because of its commas. */
const line = ({ t, said }: Said): string => `${isoMinute(t)},"[${said.join(', ')}]"\n`
/** A line's minute as we write it, however it stands there; empty where there is none. */
function minuteIn(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:]{8}\+00:00,/.test(text)) return text.slice(0, 25)
  const t = Date.parse(text.slice(0, 25))
  return Number.isNaN(t) ? '' : isoMinute(t)
}
/** A death leaves a hole of some chunks; a file that was taken away gets so much of it back. */
const NEWEST = 20_000

/** Others hold the file for milliseconds. */
const LOCK_MS = 5000

export function createCsvFile(options: { data: string; symbol: string; model: string; version: string }): CsvFile {
  const { data, symbol, model, version } = options
  const path = join(data, 'predictions', symbol, model, `${version}.csv`)
  /** Bytes of the file that were looked at. */
  let seen = 0
  /** Minutes whose lines others wrote, or `mend`, the newest of them: their rows may still be on their way here. */
  let written = new Set<string>()
  const size = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

  /** While nobody else changes the file: the processes of a group share it, and what one writes the other must see before it writes. */
  function alone<T>(work: () => T): T {
    using lock = takeLock(join(dirname(path), `.${version}.lock`), LOCK_MS)
    if (!lock) throw new Error(`${path} is held by another process`)
    return work()
  }
  function bytesOf(from: number, to: number): Buffer {
    const bytes = Buffer.alloc(to - from)
    const file = openSync(path, 'r')
    readSync(file, bytes, 0, bytes.length, from)
    closeSync(file)
    return bytes
  }

  /** There is a header, and no half line at the end. */
  function prepare(): void {
    const bytes = size()
    if (bytes === 0) {
      appendFileSync(path, 'open_time,pred\n')
      return
    }
    const from = Math.max(0, bytes - 4096)
    const end = from + bytesOf(from, bytes).lastIndexOf(10) + 1
    if (end === from || end === bytes) return
    const file = openSync(path, 'r+')
    ftruncateSync(file, end)
    closeSync(file)
  }

  function note(text: string, into: Set<string>): void {
    const minute = minuteIn(text)
    if (minute) into.add(minute)
    if (into.size <= 2 * NEWEST) return
    for (const oldest of into) {
      into.delete(oldest)
      break
    }
  }

  /** Lines of what others have not written meanwhile. Returns how many. */
  function add(rows: readonly Said[]): number {
    const [from, to] = [Math.min(seen, size()), size()]
    seen = to
    if (to > from) for (const text of bytesOf(from, to).toString().split('\n')) note(text, written)
    const missing = written.size ? rows.filter(({ t }) => !written.has(isoMinute(t))) : rows
    if (missing.length > 0) appendFileSync(path, missing.map(line).join(''))
    return missing.length
  }

  return {
    path,
    async append(rows) {
      if (rows.length === 0) return
      alone(() => {
        add(rows)
        seen = size()
      })
    },
    async mend(table) {
      const known = await table.said(NEWEST)
      mkdirSync(dirname(path), { recursive: true })
      alone(prepare)
      // All of it anew: somebody may have taken the file away, or lines out of it.
      const found = new Set<string>()
      const end = size()
      for await (const text of createInterface({ input: createReadStream(path, { end: end - 1 }) })) note(text, found)
      written = found
      seen = end
      return alone(() => add(known))
    },
  }
}
