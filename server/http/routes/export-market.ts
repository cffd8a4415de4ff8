import { z } from 'zod'
import { orders, sharesOf, sidesOf, usualOrder, verdict } from '#lib/crypto/classes.ts'
import { type CsvValue, toCsv } from '../csv.ts'
import { refuse } from '../problem.ts'
import { rangeOf, rangeQuery } from '../range-query.ts'
import { route } from '../route.ts'

export const exportMarket = route({
  id: 'exportMarket',
  method: 'GET',
  path: '/api/crypto/{symbol}/export',
  tag: 'Crypto',
  summary: 'Every minute candle of a range with all predictions, as CSV',
  description:
    'One row per minute. Per model and version: the three numbers as shares, in the order sell, hold, buy, and the side that won. At most the 50,000 newest minutes of the range.',
  params: z.object({ symbol: z.string().max(40) }),
  query: z.strictObject({ ...rangeQuery, classes: z.enum(orders).default(usualOrder) }),
  alsoAs: ['text/csv'],
  problems: [404],
  handle: async ({ params: { symbol }, query }, { crypto }) => {
    const found = await crypto.minutes(symbol, rangeOf(query))
    if (!found) return refuse(404, 'There is no such symbol.')
    const runs = [...new Set(found.minutes.flatMap(({ p }) => Object.keys(p ?? {})))].sort()
    const sides = sidesOf(usualOrder)
    const heads = runs.flatMap((run) => [...sides.map((side) => `${run} ${side}`), `${run} class`])
    const rows = found.minutes.map(({ t, o, h, l, c, v, p }): CsvValue[] => [
      new Date(t).toISOString(),
      ...[o, h, l, c, v],
      ...runs.flatMap((run): CsvValue[] => {
        const shares = sharesOf(p?.[run], query.classes)
        return shares ? [...sides.map((side) => shares[side]), verdict(shares).side] : [null, null, null, null]
      }),
    ])
    const { database } = found
    return {
      text: toCsv(['open_time (UTC)', 'open', 'high', 'low', 'close', 'volume', ...heads], rows),
      type: 'text/csv; charset=utf-8',
      headers: {
        'content-disposition': `attachment; filename="${symbol}.csv"`,
        // A file cannot say that a part of it is missing; its answer can.
        ...(database.state !== 'up' && { 'x-milena-incomplete': `database ${database.state}` }),
      },
    }
  },
})
