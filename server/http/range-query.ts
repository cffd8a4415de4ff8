import { z } from 'zod'
import type { Range } from '#lib/protocol.ts'
import { refuse } from './problem.ts'

const at = z.coerce.number().int().min(0).max(8.64e15).optional()

/** A time range in a query string: a name, or `from` and `to` in epoch ms. */
export const rangeQuery = {
  range: z.enum(['live', '15m', '1h', '24h']).default('live'),
  from: at.meta({ description: 'Epoch ms; with `to` instead of `range`.' }),
  to: at,
}

export function rangeOf({ range, from, to }: { range: string; from?: number; to?: number }): Range {
  if (from === undefined && to === undefined) return range as Range
  if (from === undefined || to === undefined || from >= to) return refuse(400, 'A range needs `from` before `to`.')
  return { from, to }
}
