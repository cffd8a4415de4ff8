import { appendFileSync, closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { isoMinute } from './read-candles.ts'
import type { Table, Triple } from './table.ts'

export interface Said {
  t: number
  said: Triple
}

/** `<DATA_PATH>/predictions/<SYMBOL>/<model>/<vN>.csv`: `open_time,pred`, a line per prediction, in the order they were made. */
export interface CsvFile {
  path: string
  append: (rows: readonly Said[]) => Promise<void>
  /** Writes the lines of the newest predictions that the table has and the file has not, after a death between the two. Returns how many. */
  mend: (table: Pick<Table, 'said'>) => Promise<number>
}

/** A list as Python prints one, quoted because of its commas. */
const line = ({ t, said }: Said): string => `${isoMinute(t)},"[${said.join(', ')}]"\n`
/** A death leaves a hole of one chunk or two; a file that was taken away gets so much of it back. */
const NEWEST = 20_000

export function createCsvFile(options: { data: string; symbol: string; model: string; version: string }): CsvFile {
  const { data, symbol, model, version } = options
  const path = join(data, 'predictions', symbol, model, `${version}.csv`)
  /** Bytes of the file that were looked at. */
  let seen = 0
  /** Candles whose lines others wrote, or `mend`, the newest of them: their rows may still be on their way here. */
  const written = new Set<number>()
  const size = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

  /** There is a header, and no half line at the end. */
  async function prepare(): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    const bytes = size()
    if (bytes === 0) return appendFileSync(path, 'open_time,pred\n')
    const file = await open(path, 'r+')
    try {
      const from = Math.max(0, bytes - 4096)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, from)
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10)
      if (end >= 0 && from + end + 1 < bytes) await file.truncate(from + end + 1)
    } finally {
      await file.close()
    }
  }

  function note(text: string): void {
    written.add(Date.parse(text.slice(0, 25)))
    if (written.size <= 2 * NEWEST) return
    for (const oldest of written) {
      written.delete(oldest)
      break
    }
  }

  /** Reads what others have written since this was last done. */
  function look(): void {
    const [from, to] = [Math.min(seen, size()), size()]
    seen = to
    if (from === to) return
    const bytes = Buffer.alloc(to - from)
    const file = openSync(path, 'r')
    readSync(file, bytes, 0, bytes.length, from)
    closeSync(file)
    bytes.toString().split('\n').forEach(note)
  }

  /** Between the look and the writing no other process has time for a line: neither is awaited. */
  function add(rows: readonly Said[]): number {
    look()
    const missing = rows.filter(({ t }) => !written.has(t))
    if (missing.length > 0) appendFileSync(path, missing.map(line).join(''))
    return missing.length
  }

  return {
    path,
    async append(rows) {
      if (rows.length === 0) return
      add(rows)
      seen = size()
    },
    async mend(table) {
      const known = await table.said(NEWEST)
      await prepare()
      const end = size()
      for await (const text of createInterface({ input: createReadStream(path, { end: end - 1 }) })) note(text)
      seen = end
      return add(known)
    },
  }
}
