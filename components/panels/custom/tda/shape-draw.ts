import type { Sheet } from '#components/charts/use-canvas.ts'
import { bettiAt, type Domain, type Step, say, ticks } from '#lib/tda/diagram.ts'
import type { Pair } from '#lib/tda/read.ts'
import { arrow, dashed, line, ring, shape, text } from './shape-pen.ts'
import { lookOf } from './words.tsx'

/** What the three drawings of a result show together. */
export interface Scene {
  pairs: readonly Pair[]
  domain: Domain
  /** Indices drawn as points, and as bars from the top. */
  dots: readonly number[]
  bars: readonly number[]
  curves: readonly { dimension: number; steps: readonly Step[] }[]
  /** The pair that is pointed at, and the scale. */
  active: number | null
  scale: number | null
}
export interface Size {
  width: number
  height: number
}

const left = 38
const right = 20
const bottom = 24

/** Across: values of the filtration; what never dies ends beyond the largest. */
export const across = (domain: Domain, { width }: Size) => {
  const unit = (width - left - right) / (domain.max - domain.min)
  return {
    x: (value: number) => left + (value - domain.min) * unit,
    value: (x: number) => Math.max(domain.min, Math.min(domain.max, domain.min + (x - left) / unit)),
  }
}
const up = (domain: Domain, { height }: Size) => {
  const top = 34
  const unit = (height - top - bottom) / (domain.max - domain.min)
  return { y: (value: number) => (Number.isFinite(value) ? height - bottom - (value - domain.min) * unit : 15) }
}

const place = (scene: Scene, size: Size) => {
  const { x } = across(scene.domain, size)
  const { y } = up(scene.domain, size)
  return ({ birth, death }: Pair) => [x(birth), y(death)] as const
}

/** The dot nearest to a place, if it is near. */
export function dotAt(scene: Scene, size: Size, [px, py]: readonly [number, number]): number | null {
  const at = place(scene, size)
  let best: number | null = null
  let nearest = 15
  for (const i of scene.dots) {
    const [x, y] = at(scene.pairs[i]!)
    const far = Math.hypot(x - px, y - py)
    if (far < nearest) {
      nearest = far
      best = i
    }
  }
  return best
}

export function drawDiagram(sheet: Sheet, scene: Scene): void {
  const { pen, width, height, colour } = sheet
  const { domain, pairs, active, scale } = scene
  const { x } = across(domain, sheet)
  const { y } = up(domain, sheet)
  const at = place(scene, sheet)
  pen.lineWidth = 1
  for (const v of ticks(domain.min, domain.max, 4)) {
    line(pen, colour('--line'), [x(v), 30, x(v), height - bottom])
    line(pen, colour('--line'), [left, y(v), width - right, y(v)])
    text(pen, colour('--faint'), say(v), [x(v), height - 9], 'center')
    text(pen, colour('--faint'), say(v), [left - 6, y(v) + 4], 'right')
  }
  dashed(pen, colour('--line-2'), [left, 15, width - right, 15])
  text(pen, colour('--muted'), '∞', [left - 6, 19], 'right')
  line(pen, colour('--line-2'), [x(domain.min), y(domain.min), x(domain.max), y(domain.max)])
  if (scale !== null) {
    // What lives at this scale was born before it and dies after it.
    pen.fillStyle = colour('--accent')
    pen.globalAlpha = 0.07
    pen.fillRect(left, 6, x(scale) - left, y(scale) - 6)
    pen.globalAlpha = 1
    line(pen, colour('--accent'), [x(scale), 6, x(scale), y(scale)])
    line(pen, colour('--accent'), [left, y(scale), x(scale), y(scale)])
  }
  const small = scene.dots.length > 600
  // The shortest first: what matters lies on top.
  for (const i of scene.dots.toReversed()) {
    const [px, py] = at(pairs[i]!)
    const { token, mark } = lookOf(pairs[i]!.dimension)
    pen.fillStyle = colour(token)
    pen.globalAlpha = active === null || active === i ? 0.85 : 0.3
    shape(pen, mark, [px, py, small ? 2.6 : 4])
  }
  pen.globalAlpha = 1
  const lit = active === null ? undefined : pairs[active]
  if (lit) {
    const [px, py] = at(lit)
    line(pen, colour(lookOf(lit.dimension).token), [px, py, px, y(lit.birth)])
    pen.fillStyle = colour(lookOf(lit.dimension).token)
    shape(pen, lookOf(lit.dimension).mark, [px, py, 6.5])
    ring(pen, colour('--text'), [px, py, 9.5])
  }
}

const barsTop = 8
export const barStep = ({ height }: Size, bars: number): number =>
  Math.max(1, Math.min(14, (height - barsTop - bottom) / Math.max(1, bars)))

export function barAt(scene: Scene, size: Size, [, py]: readonly [number, number]): number | null {
  const row = Math.floor((py - barsTop) / barStep(size, scene.bars.length))
  return scene.bars[row] ?? null
}

export function drawBarcode(sheet: Sheet, scene: Scene): void {
  const { pen, width, height, colour } = sheet
  const { domain, pairs, active } = scene
  const { x } = across(domain, sheet)
  const step = barStep(sheet, scene.bars.length)
  const thick = Math.max(1.2, Math.min(7, step - 1.5))
  drawAxis(sheet, scene)
  let before = -1
  for (const [row, i] of scene.bars.entries()) {
    const { dimension, birth, death } = pairs[i]!
    const { token, mark } = lookOf(dimension)
    const y = barsTop + row * step + step / 2
    pen.fillStyle = colour(token)
    if (dimension !== before) {
      before = dimension
      if (row > 0) line(pen, colour('--line-2'), [6, y - step / 2 - 0.5, width - right + 14, y - step / 2 - 0.5])
      text(pen, colour(token), `H${dimension}`, [16, Math.max(y + 4, barsTop + 10)], 'left')
      pen.fillStyle = colour(token)
      shape(pen, mark, [9, Math.max(y, barsTop + 6), 3.4])
    }
    pen.globalAlpha = active === null || active === i ? 0.9 : 0.32
    const end = Number.isFinite(death) ? x(death) : width - right + 6
    pen.fillRect(x(birth), y - thick / 2, Math.max(1.5, end - x(birth)), thick)
    if (!Number.isFinite(death)) arrow(pen, [end, y, Math.max(3.5, thick * 0.8)])
    pen.globalAlpha = 1
    if (active === i) {
      pen.strokeStyle = colour('--text')
      pen.lineWidth = 1
      pen.strokeRect(x(birth) - 2, y - thick / 2 - 2, Math.max(1.5, end - x(birth)) + 4, thick + 4)
    }
  }
  drawScale(sheet, scene, height)
}

/** Counts are read from 1 to thousands: the axis is logarithmic, from 0. */
const high = (n: number, most: number, height: number) =>
  height - bottom - (Math.log1p(n) / Math.log1p(Math.max(1, most))) * (height - bottom - 14)

export function drawBetti(sheet: Sheet, scene: Scene): void {
  const { pen, width, height, colour } = sheet
  const { x } = across(scene.domain, sheet)
  const most = Math.max(1, ...scene.curves.flatMap(({ steps }) => steps.map(({ n }) => n)))
  drawAxis(sheet, scene)
  for (const n of [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].filter((n) => n <= most)) {
    const y = high(n, most, height)
    line(pen, colour('--line'), [left, y, width - right, y])
    text(pen, colour('--faint'), String(n), [left - 6, y + 4], 'right')
  }
  const lit = scene.active === null ? undefined : scene.pairs[scene.active]
  if (lit) {
    pen.fillStyle = colour(lookOf(lit.dimension).token)
    pen.globalAlpha = 0.14
    const end = Number.isFinite(lit.death) ? x(lit.death) : width - right
    pen.fillRect(x(lit.birth), 8, Math.max(2, end - x(lit.birth)), height - bottom - 8)
    pen.globalAlpha = 1
  }
  for (const { dimension, steps } of scene.curves) {
    const { token, dash, mark } = lookOf(dimension)
    pen.strokeStyle = colour(token)
    pen.lineWidth = lit?.dimension === dimension ? 2.4 : 1.6
    pen.setLineDash([...dash])
    pen.beginPath()
    let [last, y] = [x(scene.domain.min), high(0, most, height)]
    pen.moveTo(last, y)
    for (const { x: value, n } of steps) {
      pen.lineTo(x(value), y)
      y = high(n, most, height)
      last = x(value)
      pen.lineTo(last, y)
    }
    pen.lineTo(width - right, y)
    pen.stroke()
    pen.setLineDash([])
    pen.fillStyle = colour(token)
    shape(pen, mark, [width - right + 9, y, 3.6])
    if (scene.scale !== null) {
      const n = bettiAt(steps, scene.scale)
      shape(pen, mark, [x(scene.scale), high(n, most, height), 4.5])
    }
  }
  drawScale(sheet, scene, height)
}

function drawAxis({ pen, width, height, colour }: Sheet, { domain }: Scene): void {
  const { x } = across(domain, { width, height })
  pen.lineWidth = 1
  for (const v of ticks(domain.min, domain.max, 4)) {
    line(pen, colour('--line'), [x(v), 6, x(v), height - bottom])
    text(pen, colour('--faint'), say(v), [x(v), height - 9], 'center')
  }
}

function drawScale({ pen, width, height, colour }: Sheet, { domain, scale }: Scene, to: number): void {
  if (scale === null) return
  pen.lineWidth = 1
  const { x } = across(domain, { width, height })
  line(pen, colour('--accent'), [x(scale), 6, x(scale), to - bottom])
}
