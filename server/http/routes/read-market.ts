import { z } from 'zod'
import { minuteMs } from '#lib/crypto/bars.ts'
import { orders, usualOrder } from '#lib/crypto/classes.ts'
import { widths } from '#lib/crypto/market.ts'
import { refuse } from '../problem.ts'
import { rangeOf, rangeQuery } from '../range-query.ts'
import { route } from '../route.ts'
import { Market } from '../shapes-crypto.ts'

export const readMarket = route({
  id: 'readMarket',
  method: 'GET',
  path: '/api/crypto/{symbol}/market',
  tag: 'Crypto',
  summary: 'Candles of a range with the predictions of each model and version, and how they did',
  description:
    'At most 150 candles. A prediction is a hit when the next minute moves its way, hold when it moves less than 0.1 %. Candles come from Kafka and the pipeline’s database, predictions from the database; `database` says whether it could be asked.',
  params: z.object({ symbol: z.string().max(40) }),
  query: z.strictObject({
    ...rangeQuery,
    minutes: z.coerce
      .number()
      .refine((n) => widths.includes(n * minuteMs), 'must be 1, 5, 15, 60 or 240')
      .default(1)
      .meta({ description: 'Least width of a candle: 1, 5, 15, 60 or 240.' }),
    classes: z.enum(orders).default(usualOrder).meta({
      description: 'Which of the three numbers is sell (s), hold (h) and buy (b).',
    }),
    sell: z.coerce.number().min(0).max(2).default(1).meta({ description: 'What a right sell earns of the move.' }),
  }),
  response: Market,
  problems: [404],
  handle: async ({ params: { symbol }, query }, { crypto }) => {
    const { minutes, classes, sell } = query
    const ask = { symbol, range: rangeOf(query), width: minutes * minuteMs, order: classes, sell }
    return { json: (await crypto.picture(ask)) ?? refuse(404, 'There is no such symbol.') }
  },
})
