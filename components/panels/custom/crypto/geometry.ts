import type { Bar } from '#lib/crypto/bars.ts'
import type { Said } from '#lib/crypto/score.ts'

/** Pure drawing arithmetic: values to SVG paths. All in px, y downwards. */

export interface Slots {
  /** Start of the first slot, epoch ms, and how many there are. */
  from: number
  stepMs: number
  count: number
  left: number
  width: number
}
const slotWidth = (slots: Slots): number => slots.width / Math.max(1, slots.count)
/** Middle of the slot of a time. */
export const xOf = (slots: Slots, t: number): number =>
  slots.left + ((t - slots.from) / slots.stepMs + 0.5) * slotWidth(slots)
/** Start of the slot under a position, kept inside. */
export function timeAt(slots: Slots, x: number): number {
  const slot = Math.floor((x - slots.left) / slotWidth(slots))
  return slots.from + Math.max(0, Math.min(slots.count - 1, slot)) * slots.stepMs
}
/** Half the width of a body: most of its slot, never broader than reads well. */
export const halfBody = (slots: Slots): number => Math.max(0.5, Math.min(7, slotWidth(slots) * 0.36))

export interface Scale {
  low: number
  high: number
  top: number
  height: number
}
export const yOf = ({ low, high, top, height }: Scale, value: number): number =>
  high === low ? top + height / 2 : top + ((high - value) / (high - low)) * height
export const valueAt = ({ low, high, top, height }: Scale, y: number): number =>
  high - ((y - top) / height) * (high - low)

/** Lowest and highest with some air; something to stand on when all are equal. */
export function extent(values: Iterable<number | null>, air = 0.06): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return { low: 0, high: 1 }
  const pad = (high - low) * air || Math.abs(high) * 0.001 || 0.001
  return { low: low - pad, high: high + pad }
}

/** Round values inside a scale: at most `most`, steps of 1, 2 or 5. */
export function levels({ low, high }: { low: number; high: number }, most: number): number[] {
  const raw = (high - low) / Math.max(1, most)
  if (!(raw > 0)) return []
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10) * power
  const out: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high && out.length < 20; i++) out.push(i * step)
  return out
}

const r = (n: number): string => (Math.round(n * 10) / 10).toString()
/** To the middle of a pixel, so that one-pixel lines are sharp. */
const sharp = (n: number): string => (Math.floor(n) + 0.5).toString()

export interface CandlePaths {
  wicks: string
  bodies: string
}

/** All candles of a kind as two paths: wicks outside the bodies, and bodies at least a pixel high. */
export function candlePaths(bars: readonly Bar[], slots: Slots, scale: Scale): CandlePaths {
  let wicks = ''
  let bodies = ''
  const half = halfBody(slots)
  for (const bar of bars) {
    const x = xOf(slots, bar.t)
    const [top, bottom] = [yOf(scale, Math.max(bar.o, bar.c)), yOf(scale, Math.min(bar.o, bar.c))]
    const [high, low] = [yOf(scale, bar.h), yOf(scale, bar.l)]
    if (top - high > 0.2) wicks += `M${sharp(x)} ${r(high)}V${r(top)}`
    if (low - bottom > 0.2) wicks += `M${sharp(x)} ${r(bottom)}V${r(low)}`
    const height = Math.max(1, bottom - top)
    bodies += `M${r(x - half)} ${r(top)}h${r(half * 2)}v${r(height)}h${r(-half * 2)}z`
  }
  return { wicks, bodies }
}

/** Bars that stand on the bottom of a scale. */
export function columnPath(bars: readonly { t: number; value: number }[], slots: Slots, scale: Scale): string {
  const half = halfBody(slots)
  const floor = scale.top + scale.height
  return bars
    .map(({ t, value }) => {
      const y = Math.min(floor - (value > 0 ? 1 : 0), yOf(scale, value))
      return `M${r(xOf(slots, t) - half)} ${r(floor)}V${r(y)}h${r(half * 2)}V${r(floor)}z`
    })
    .join('')
}

/** A line that is broken where a value is missing. */
export function linePath(values: readonly (number | null | undefined)[], xs: readonly number[], scale: Scale): string {
  let path = ''
  let pen = 'M'
  values.forEach((value, i) => {
    if (value === null || value === undefined) {
      pen = 'M'
      return
    }
    path += `${pen}${r(xs[i]!)} ${r(yOf(scale, value))}`
    pen = 'L'
  })
  return path
}

/**
 * What a model said, around a middle line: buy stands up from it, sell hangs down, hold lies across it. As long as it is sure: a sixth of
 * the room for a third (a guess), all of it for three quarters and more, which are rare.
 */
export function saidPaths(
  said: readonly (Said | null)[],
  bars: readonly { t: number }[],
  { slots, top, height }: { slots: Slots; top: number; height: number },
): Record<Said['side'], string> {
  const out = { buy: '', sell: '', hold: '' }
  const half = halfBody(slots)
  const middle = top + height / 2
  said.forEach((one, i) => {
    const bar = bars[i]
    if (!one || !bar) return
    const x = xOf(slots, bar.t)
    const long = Math.max(2, Math.min(1, (one.confidence - 0.25) * 2) * (height / 2 - 1))
    const [y, h] =
      one.side === 'buy'
        ? [middle - long, long]
        : one.side === 'sell'
          ? [middle, long]
          : [middle - Math.max(1, long * 0.3), Math.max(2, long * 0.6)]
    out[one.side] += `M${r(x - half)} ${r(y)}h${r(half * 2)}v${r(h)}h${r(-half * 2)}z`
  })
  return out
}

/** Bars from a level up or down to each value. */
export function fromLevelPath(
  values: readonly (number | null)[],
  bars: readonly { t: number }[],
  { slots, scale, level }: { slots: Slots; scale: Scale; level: number },
): string {
  const half = halfBody(slots)
  const floor = yOf(scale, level)
  return values
    .map((value, i) =>
      value === null || !bars[i]
        ? ''
        : `M${r(xOf(slots, bars[i].t) - half)} ${r(floor)}V${r(yOf(scale, value))}h${r(half * 2)}V${r(floor)}z`,
    )
    .join('')
}
