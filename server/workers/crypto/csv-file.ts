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
import { minuteMs } from '#lib/crypto/bars.ts'
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
/** The minute of the line from `at` to `end`, however it stands there, ms; NaN where there is none. */
function minuteAt(bytes: Buffer, at: number, end: number): number {
  const number = (from: number, to: number) => {
    let n = 0
    for (let i = at + from; i < at + to; i++) n = n * 10 + bytes[i]! - 48
    return n
  }
  // As we write it, which is nearly always: ten times as fast as to parse its text.
  if (bytes.toString('latin1', at + 16, at + 26) === ':00+00:00,')
    return Date.UTC(number(0, 4), number(5, 7) - 1, number(8, 10), number(11, 13), number(14, 16))
  return Math.floor(Date.parse(bytes.toString('latin1', at, Math.min(at + 25, end))) / minuteMs) * minuteMs
}

/** Remembers the newest `most` minutes at least, twice as many at most. */
function recent(most: number) {
  let [young, old] = [new Set<number>(), new Set<number>()]
  return {
    add(t: number) {
      young.add(t)
      if (young.size >= most) [young, old] = [new Set(), young]
    },
    has: (t: number) => young.has(t) || old.has(t),
  }
}
type Recent = ReturnType<typeof recent>

/** Notes the minutes of whole lines. Returns how many bytes they are. */
function note(bytes: Buffer, into: Recent): number {
  for (let at = 0; ; ) {
    const end = bytes.indexOf(10, at)
    if (end < 0) return at
    const minute = minuteAt(bytes, at, end)
    if (!Number.isNaN(minute)) into.add(minute)
    at = end + 1
  }
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
  let written = recent(NEWEST)
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

  /** Lines of what others have not written meanwhile. Returns how many. */
  function add(rows: readonly Said[], lines: readonly string[]): number {
    const [from, to] = [Math.min(seen, size()), size()]
    seen = from + (to > from ? note(bytesOf(from, to), written) : 0)
    const missing = lines.filter((_, i) => !written.has(rows[i]!.t))
    if (missing.length > 0) appendFileSync(path, missing.join(''))
    return missing.length
  }

  return {
    path,
    async append(rows) {
      if (rows.length === 0) return
      // Who waits for the lock stands still: what can be done before is done before.
      const lines = rows.map(line)
      alone(() => {
        add(rows, lines)
        seen = size()
      })
    },
    async mend(table) {
      const known = await table.said(NEWEST)
      mkdirSync(dirname(path), { recursive: true })
      alone(prepare)
      // All of it anew: somebody may have taken the file away, or lines out of it.
      const found = recent(NEWEST)
      const end = size()
      let rest = Buffer.alloc(0)
      for await (const chunk of createReadStream(path, { end: end - 1 })) {
        rest = Buffer.concat([rest, chunk as Buffer])
        rest = rest.subarray(note(rest, found))
      }
      written = found
      seen = end
      const lines = known.map(line)
      return alone(() => add(known, lines))
    },
  }
}
