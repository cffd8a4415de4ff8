import { z } from 'zod'
import type { MarketData } from '#lib/crypto/market.ts'
import type { PipelineData, ProcessRow } from '#lib/crypto/pipeline.ts'

/** As `shapes.ts`, for the crypto pipeline. */

const t = z.number().meta({ description: 'Epoch milliseconds.' })
const sides = z.object({ sell: z.number(), hold: z.number(), buy: z.number() })
const side = z.enum(['sell', 'hold', 'buy'])

export const Market: z.ZodType<MarketData> = z
  .object({
    symbol: z.string(),
    from: t,
    to: t,
    stepMs: z.number(),
    bars: z.array(
      z.object({
        t,
        ...{ o: z.number(), h: z.number(), l: z.number(), c: z.number(), v: z.number() },
        n: z.number().meta({ description: 'Minutes in it.' }),
        open: z.literal(true).optional().meta({ description: 'Not finished.' }),
      }),
    ),
    ema: z
      .object({ fast: z.array(z.number().nullable()), slow: z.array(z.number().nullable()) })
      .meta({ description: 'Moving averages over 12 and 26 candles, one value per candle.' }),
    ray: z
      .array(z.object({ bull: z.number(), bear: z.number() }).nullable())
      .meta({ description: 'Elder-ray: high and low of a candle against the average over 13.' }),
    runs: z.array(
      z.object({
        id: z.string(),
        model: z.string(),
        version: z.string(),
        said: z
          .array(z.object({ side, confidence: z.number(), n: z.number() }).nullable())
          .meta({ description: 'Per candle: the likeliest side and how likely it is.' }),
        profit: z
          .array(z.number().nullable())
          .meta({ description: 'Per candle: cumulative, as a share, before fees.' }),
        score: z.object({
          ...{ n: z.number(), scored: z.number(), hits: z.number(), accuracy: z.number().nullable() },
          ...{ profit: z.number(), counts: sides, hitsOf: sides, scoredOf: sides },
        }),
        newest: t.nullable(),
        behind: z.number().meta({ description: 'Finished candles after the newest prediction.' }),
        holes: z.number().meta({ description: 'Candles before it without one.' }),
      }),
    ),
    base: z
      .object({ scored: z.number(), hits: z.number() })
      .meta({ description: 'What always saying hold would have hit.' }),
    database: z.discriminatedUnion('state', [
      z.object({ state: z.literal('unset'), why: z.string() }),
      z.object({ state: z.literal('connecting') }),
      z.object({ state: z.literal('up'), at: t }),
      z.object({ state: z.literal('empty'), why: z.string(), at: t }),
      z.object({ state: z.literal('down'), why: z.string(), since: t, nextTryAt: t }),
    ]),
    newest: t
      .nullable()
      .meta({ description: 'Newest candle that is not far ahead of the others: where the market stands.' }),
    apart: z
      .object({ n: z.number(), t })
      .nullable()
      .meta({ description: 'Candles far beyond it, left out: how many, and the last one’s minute.' }),
    cutAt: t.nullable(),
  })
  .meta({ id: 'Market' })

export const states = [
  ...(['wait', 'start', 'running', 'pause', 'paused', 'delete', 'deleted', 'error', 'unknown'] as const),
] as const
const processFields = {
  id: z.string().meta({ description: 'Name of its state file without ending.' }),
  kind: z.enum(['producer', 'consumer']),
  crypto: z.string(),
  model: z.string(),
  version: z.string(),
  state: z.enum(states),
  error: z.string(),
  at: t.meta({ description: 'When its file last changed.' }),
  group: z.string().nullable(),
}
export const Process: z.ZodType<Omit<ProcessRow, 'lag'>> = z.object(processFields).meta({ id: 'Process' })

export const Pipeline: z.ZodType<PipelineData & { processes: ProcessRow[] }> = z.object({
  processes: z.array(z.object({ ...processFields, lag: z.number().nullable() })),
  folder: z.string(),
  locked: z.string().nullable().meta({ description: 'Why nothing can be steered.' }),
  unstartable: z.string().nullable(),
  symbols: z.array(z.string()),
})
