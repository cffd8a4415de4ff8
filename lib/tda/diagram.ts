import type { Pair } from './read.ts'

/** The maths of the three drawings of one result. Filtration values keep the unit the service computed in. */

export interface Domain {
  min: number
  /** The largest finite birth or death; what never dies is drawn beyond it. */
  max: number
}

/** From 0, or the smallest birth where that is below it, to the largest finite value. */
export function domainOf(pairs: readonly Pair[]): Domain {
  let [min, max] = [0, Number.NEGATIVE_INFINITY]
  for (const { birth, death } of pairs) {
    if (birth < min) min = birth
    if (birth > max) max = birth
    if (death > max && Number.isFinite(death)) max = death
  }
  return { min, max: max > min ? max : min + 1 }
}

export const persistence = ({ birth, death }: Pair): number => death - birth

/** Longest first; what never dies before all else, older before younger. */
export const byPersistence = (a: Pair, b: Pair): number => {
  const [x, y] = [persistence(a), persistence(b)]
  return x === y ? a.birth - b.birth : y - x
}

export const dimensionsOf = (pairs: readonly Pair[]): number[] =>
  [...new Set(pairs.map((pair) => pair.dimension))].sort((a, b) => a - b)

export interface Step {
  x: number
  n: number
}
/** The Betti curve of one dimension, exact: from each `x` on there are `n` features. A pair born and dead at the same value never lives. */
export function bettiCurve(pairs: readonly Pair[], dimension: number): Step[] {
  const change = new Map<number, number>()
  const add = (x: number, by: number) => change.set(x, (change.get(x) ?? 0) + by)
  for (const pair of pairs) {
    if (pair.dimension !== dimension || !(pair.death > pair.birth)) continue
    add(pair.birth, 1)
    if (Number.isFinite(pair.death)) add(pair.death, -1)
  }
  let n = 0
  const steps: Step[] = []
  for (const [x, by] of [...change].sort(([a], [b]) => a - b)) {
    if (by === 0) continue
    n += by
    steps.push({ x, n })
  }
  return steps
}

/** How many features there are at `x`. */
export function bettiAt(steps: readonly Step[], x: number): number {
  let [low, high] = [0, steps.length]
  while (low < high) {
    const mid = (low + high) >> 1
    if (steps[mid]!.x <= x) low = mid + 1
    else high = mid
  }
  return low === 0 ? 0 : steps[low - 1]!.n
}

export interface Thinned {
  /** Indices into the pairs, longest first. */
  shown: number[]
  left: number
  /** No pair left out is longer than this. */
  shortest: number
}
/** At most `most` pairs: every dimension has an equal share for its longest, what it leaves goes to the longest of all. What is left out is counted. */
export function thin(pairs: readonly Pair[], most: number): Thinned {
  const order = pairs.map((_, i) => i).sort((a, b) => byPersistence(pairs[a]!, pairs[b]!))
  const share = Math.floor(most / Math.max(1, dimensionsOf(pairs).length))
  const seen = new Map<number, number>()
  const within = new Set(
    order.filter((i) => {
      const n = (seen.get(pairs[i]!.dimension) ?? 0) + 1
      seen.set(pairs[i]!.dimension, n)
      return n <= share
    }),
  )
  let room = most - within.size
  const kept = order.filter((i) => within.has(i) || room-- > 0)
  const out = new Set(kept)
  const first = order.find((i) => !out.has(i))
  return {
    shown: kept,
    left: pairs.length - kept.length,
    shortest: first === undefined ? 0 : persistence(pairs[first]!),
  }
}

/** Round values within [min, max], about `count` of them. */
export function ticks(min: number, max: number, count = 5): number[] {
  const raw = (max - min) / Math.max(1, count)
  if (!(raw > 0) || !Number.isFinite(raw)) return [min]
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * ([1, 2, 2.5, 5, 10].find((m) => m * power >= raw) ?? 10)
  const out: number[] = []
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++)
    out.push(Number((i * step).toPrecision(12)))
  return out
}

/** "0.25", "1.2e−5": as short as it can be told. */
export const say = (value: number): string =>
  value === Number.POSITIVE_INFINITY
    ? '∞'
    : value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
      ? value.toExponential(1).replace('-', '−')
      : String(Number(value.toPrecision(4))).replace('-', '−')
