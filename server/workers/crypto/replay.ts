import { constants, createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { parse } from 'csv-parse'
import type { Log } from '#server/log.ts'
import { type Candle, readCandle } from './read-candles.ts'

const needed = ['open_time', 'open', 'high', 'low', 'close', 'volume']
const header = needed.join(',')
/** What a file must look like, for people. */
export const layout: string = `The first line must name the columns (${header}), the lines after it are candles, with commas between.`
/** So many bad lines are named one by one. */
const NAMED = 10

/** What is wrong with a header, in one sentence; null: nothing. */
function whyNoHeader(found: readonly string[]): string | null {
  const lacking = needed.find((name) => !found.includes(name))
  if (lacking === undefined) return null
  const other = found.length === 1 ? [';', '\t'].find((one) => found[0]!.includes(one)) : undefined
  const separator = other && `, and commas must stand between them, not ${other === ';' ? 'the separator ;' : 'tabs'}`
  return `no column ${lacking}: the first line must name the columns ${header}${separator ?? ''}`
}

function rowsOf(file: string, end?: number) {
  const rows = parse({
    ...{ bom: true, trim: true, info: true, skip_empty_lines: true, relax_column_count: true },
    ...(end && { to: end }),
    columns(found: string[]) {
      const why = whyNoHeader(found)
      if (why) throw new Error(`${file}: ${why}.`)
      return found
    },
  })
  // A file that fails while it is read must fail the loop: `pipe` passes no errors on.
  createReadStream(file)
    .on('error', (error) => rows.destroy(error))
    .pipe(rows)
  return rows as AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>
}

/** One sentence why a file of candles cannot be read, or null. */
export async function whyUnreadable(file: string): Promise<string | null> {
  const remedy = `--csv takes a file of candles that you may read, with a header: ${header}.`
  try {
    await access(file, constants.R_OK)
    const about = await stat(file)
    if (about.isDirectory()) return `${file} is a folder. ${remedy}`
    // What comes by a pipe can be read only once.
    if (!about.isFile()) return null
  } catch (error) {
    const none = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return `${none ? `There is no file ${file}` : `${file} may not be read`}. ${remedy}`
  }
  try {
    for await (const _ of rowsOf(file, 1)) return null
    return `${file} has no candles. ${layout}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A CSV file of candles with a header, in either dialect's columns; `open_time` as text or epoch ms. The first lines that are no candle are named, all are counted. */
export async function* replay(
  file: string,
  log: Pick<Log, 'warn'>,
  tally: { candles: number; bad: number } = { candles: 0, bad: 0 },
): AsyncGenerator<Candle> {
  for await (const { record, info } of rowsOf(file)) {
    const told = record.open_time
    const candle = readCandle({ ...record, open_time: told && /^\d+$/.test(told) ? Number(told) : told })
    if (typeof candle !== 'string') {
      tally.candles++
      yield candle
    } else if (tally.bad++ < NAMED) log.warn({ file, line: info.lines, cause: candle }, 'a line is no candle')
  }
  const { candles, bad } = tally
  const named = bad > NAMED ? `; the first ${NAMED} were named` : ''
  if (bad)
    log.warn({ file, bad, candles }, `${bad} of ${candles + bad} lines are no candle and were passed over${named}`)
}
