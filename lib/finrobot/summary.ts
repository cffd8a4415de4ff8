import type { Exchange, ExchangeState } from './pairing.ts'

/** What a page says of the exchanges it knows: counts, kinds of failure, latency in ms, the models that spoke. */
export interface ExchangeSummary {
  /** How many are known, and the time of the oldest (epoch ms). */
  known: number
  since: number
  counts: Record<ExchangeState, number>
  /** Share of requests that were answered well, of those that are done; null before the first. */
  success: number | null
  causes: { cause: string; n: number; last: number; example: string }[]
  latency: { p50: number; p95: number } | null
  matches: { exact: number; inferred: number }
  /** Newest first; `null` where the replies do not tell. */
  models: { model: string | null; n: number; from: number; last: number }[]
  /** Since when the request that has waited longest waits. */
  oldest: number | null
}

/** `exchange` data; its rows are `Exchange`s (pairing.ts). */
export interface ExchangeData extends ExchangeSummary {
  /** How many of those known pass the filter. */
  matching: number
  /** Consumer groups that answer. */
  groups: string[]
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0

export function summarise(all: readonly Exchange[]): ExchangeSummary {
  const counts: ExchangeSummary['counts'] = { waiting: 0, answered: 0, failed: 0, unanswered: 0, unclaimed: 0 }
  const causes = new Map<string, ExchangeSummary['causes'][number]>()
  const models = new Map<string | null, ExchangeSummary['models'][number]>()
  const took: number[] = []
  const matches = { exact: 0, inferred: 0 }
  let oldest: number | null = null
  for (const { state, asked, said, match, t } of all) {
    counts[state]++
    if (match) matches[match]++
    if (state === 'waiting') oldest = Math.min(oldest ?? t, t)
    if (asked && said) took.push(Math.max(0, said.t - asked.t))
    if (!said) continue
    if (said.cause !== null) {
      const one = causes.get(said.cause) ?? { cause: said.cause, n: 0, last: 0, example: '' }
      one.n++
      if (said.t >= one.last) Object.assign(one, { last: said.t, example: said.error ?? '' })
      causes.set(said.cause, one)
    }
    // What somebody else wrote there says nothing of the service.
    if (!asked && said.model === undefined) continue
    const model = said.model ?? null
    const known = models.get(model) ?? { model, n: 0, from: said.t, last: said.t }
    models.set(model, { model, n: known.n + 1, from: Math.min(known.from, said.t), last: Math.max(known.last, said.t) })
  }
  took.sort((a, b) => a - b)
  const done = counts.answered + counts.failed + counts.unanswered
  return {
    known: all.length,
    since: all.reduce((first, one) => Math.min(first, one.t), Number.POSITIVE_INFINITY),
    counts,
    success: done ? counts.answered / done : null,
    causes: [...causes.values()].sort((a, b) => b.n - a.n || b.last - a.last),
    latency: took.length ? { p50: quantile(took, 0.5), p95: quantile(took, 0.95) } : null,
    matches,
    models: [...models.values()].sort((a, b) => b.last - a.last),
    oldest,
  }
}

/** Whether an exchange passes a filter: a state, or the kind of its failure. */
export const passes = ({ state, said }: Exchange, only: string): boolean => state === only || said?.cause === only
