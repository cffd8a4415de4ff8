export type Side = 'sell' | 'hold' | 'buy'

/** Which of the three numbers is which. The trainers label 0 Sell, 1 Hold, 2 Buy; their own web page reads them the other way round. */
export const orders = ['shb', 'bhs', 'bsh', 'sbh', 'hsb', 'hbs'] as const
export type ClassOrder = (typeof orders)[number]
export const usualOrder: ClassOrder = 'shb'

const sides: Record<string, Side> = { s: 'sell', h: 'hold', b: 'buy' }
export const sidesOf = (order: ClassOrder): Side[] => [...order].map((letter) => sides[letter]!)
const titles: Record<Side, string> = { sell: 'Sell', hold: 'Hold', buy: 'Buy' }
/** "Sell, Hold, Buy" */
export const sayOrder = (order: ClassOrder): string =>
  sidesOf(order)
    .map((side) => titles[side])
    .join(', ')
export const isOrder = (text: unknown): text is ClassOrder => orders.includes(text as ClassOrder)

export type Shares = Record<Side, number>

/** Probabilities as they are written are rounded: three of them may miss 1 by this much. */
const nearOne = 0.01

/**
 * Three numbers of a model as shares that sum to 1: probabilities stay as they are, anything else (logits) goes through softmax. Null if they are not
 * three finite numbers.
 */
export function sharesOf(values: readonly number[] | null | undefined, order: ClassOrder): Shares | null {
  if (values?.length !== 3 || !values.every(Number.isFinite)) return null
  const given = isDistribution(values) ? values : softmax(values)
  const out: Shares = { sell: 0, hold: 0, buy: 0 }
  sidesOf(order).forEach((side, i) => {
    out[side] = given[i]!
  })
  return out
}

export const isDistribution = (values: readonly number[]): boolean =>
  values.every((value) => value >= 0 && value <= 1) && Math.abs(values.reduce((sum, v) => sum + v, 0) - 1) <= nearOne

/** e^x / Σ e^x, with the largest taken off first so that nothing overflows. */
export function softmax(values: readonly number[]): number[] {
  const most = Math.max(...values)
  const powers = values.map((value) => Math.exp(value - most))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** The likeliest side and how likely it is, 1/3..1. Of equals hold wins: it claims least. */
export function verdict(shares: Shares): { side: Side; confidence: number } {
  let side: Side = 'hold'
  for (const other of ['buy', 'sell'] as const) if (shares[other] > shares[side]) side = other
  return { side, confidence: shares[side] }
}
