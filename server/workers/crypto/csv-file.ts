import { createReadStream } from 'node:fs'
import { appendFile, mkdir, open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
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
/** Another process of the group writes its line at most so long after its row. */
const OTHERS_MS = 1000
/** A death leaves a hole of one chunk or two; a file that was taken away gets so much of it back. */
const NEWEST = 20_000

export function createCsvFile(options: {
  data: string
  symbol: string
  model: string
  version: string
  othersMs?: number
}): CsvFile {
  const { data, symbol, model, version, othersMs = OTHERS_MS } = options
  const path = join(data, 'predictions', symbol, model, `${version}.csv`)

  /** There is a header, and no half line at the end. */
  async function prepare(): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    const size = (await stat(path).catch(() => undefined))?.size ?? 0
    if (size === 0) return appendFile(path, 'open_time,pred\n')
    const file = await open(path, 'r+')
    try {
      const from = Math.max(0, size - 4096)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, from)
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10)
      if (end >= 0 && from + end + 1 < size) await file.truncate(from + end + 1)
    } finally {
      await file.close()
    }
  }

  async function times(from: number): Promise<Set<number>> {
    const found = new Set<number>()
    for await (const text of createInterface({ input: createReadStream(path) })) {
      const t = Date.parse(text.slice(0, 25))
      if (t >= from) found.add(t)
    }
    return found
  }

  return {
    path,
    async append(rows) {
      if (rows.length) await appendFile(path, rows.map(line).join(''))
    },
    async mend(table) {
      const known = await table.said(NEWEST)
      await prepare()
      if (!known.length) return 0
      // What another process of the group has in the table but not yet in the file is no hole.
      await pause(othersMs)
      const there = await times(known[0]!.t)
      const missing = known.filter(({ t }) => !there.has(t))
      await this.append(missing)
      return missing.length
    },
  }
}
