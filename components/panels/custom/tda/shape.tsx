'use client'
import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useState } from 'react'
import { type Sheet, useCanvas } from '#components/charts/use-canvas.ts'
import { number } from '#components/ui/format.ts'
import { bettiAt, bettiCurve, domainOf, persistence, say, thin } from '#lib/tda/diagram.ts'
import type { Pair } from '#lib/tda/read.ts'
import { across, barAt, dotAt, drawBarcode, drawBetti, drawDiagram, type Scene } from './shape-draw.ts'
import { lookOf } from './words.tsx'

const mostDots = 3000
const mostBars = 72

export interface ShapeProps {
  pairs: readonly Pair[]
  /** Dimensions that are looked at. */
  dimensions: readonly number[]
  scale: number | null
  onScale: (scale: number | null) => void
}

/** Diagram, barcode and Betti curves of one result. What is pointed at in one is marked in all, with the pointer or with the arrow keys. */
export function Shape({ pairs, dimensions, scale, onScale }: ShapeProps) {
  const [active, setActive] = useState<number | null>(null)
  const still = useMemo(() => {
    const own = pairs.filter((pair) => dimensions.includes(pair.dimension))
    const dots = thin(own, mostDots)
    const bars = thin(own, mostBars)
    return {
      pairs: own,
      domain: domainOf(own),
      dots: dots.shown,
      // Longest first within a dimension, as `thin` has them.
      bars: bars.shown.toSorted((a, b) => own[a]!.dimension - own[b]!.dimension),
      curves: dimensions.map((dimension) => ({ dimension, steps: bettiCurve(own, dimension) })),
      notDots: dots,
      notBars: bars,
    }
  }, [pairs, dimensions])
  const scene = useMemo<Scene>(() => ({ ...still, active, scale }), [still, active, scale])
  const diagram = useCanvas(useCallback((sheet: Sheet) => drawDiagram(sheet, scene), [scene]))
  const barcode = useCanvas(useCallback((sheet: Sheet) => drawBarcode(sheet, scene), [scene]))
  const betti = useCanvas(useCallback((sheet: Sheet) => drawBetti(sheet, scene), [scene]))
  const leave = () => {
    setActive(null)
    onScale(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = active === null ? -1 : still.bars.indexOf(active)
    const { min, max } = still.domain
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (by) setActive(still.bars[Math.max(0, Math.min(still.bars.length - 1, row + by))] ?? null)
    else if (along) onScale(Math.max(min, Math.min(max, (scale ?? min) + (along * (max - min)) / 50)))
    else if (event.key === 'Escape' && (active !== null || scale !== null)) leave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const over = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = [event.clientX - box.left, event.clientY - box.top] as const
    const which = event.currentTarget.dataset.drawing
    if (which === 'diagram') return setActive(dotAt(scene, box, at))
    onScale(across(scene.domain, box).value(at[0]))
    setActive(which === 'barcode' ? barAt(scene, box, at) : null)
  }
  const shared = { onPointerMove: over, onPointerLeave: leave }
  const { notDots, notBars } = still
  return (
    <div
      role="application"
      className="shape"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys.
      tabIndex={0}
      aria-label={`Persistence diagram, barcode and Betti curves of ${number(pairs.length)} pairs. Up and down go through the pairs, left and right move the scale.`}
      onKeyDown={onKeyDown}
    >
      <div className="shape-drawings">
        <figure>
          <figcaption>
            Diagram <span>birth across, death up</span>
          </figcaption>
          <canvas ref={diagram} data-drawing="diagram" {...shared} />
          <LeftOut {...notDots} />
        </figure>
        <figure>
          <figcaption>
            Barcode <span>each bar lives from left to right; an arrow never dies</span>
          </figcaption>
          <canvas ref={barcode} data-drawing="barcode" {...shared} />
          <LeftOut {...notBars} />
        </figure>
        <figure>
          <figcaption>
            Betti curves <span>how many live at each scale</span>
          </figcaption>
          <canvas ref={betti} data-drawing="betti" {...shared} />
        </figure>
      </div>
      <p className="shape-say" aria-live="polite">
        <Readout scene={scene} />
      </p>
    </div>
  )
}

function Readout({ scene: { pairs, active, scale, curves } }: { scene: Scene }) {
  const pair = active === null ? undefined : pairs[active]
  const counts =
    scale === null
      ? null
      : `at ${say(scale)}: ${curves.map(({ dimension, steps }) => `β${dimension} ${bettiAt(steps, scale)}`).join(', ')}`
  if (!pair && !counts)
    return <span className="text-faint">Point at a pair, or use the arrow keys: it is marked in all three.</span>
  return (
    <>
      {pair && (
        <span>
          <span style={{ color: `var(${lookOf(pair.dimension).token})` }} aria-hidden="true">
            {lookOf(pair.dimension).mark}
          </span>{' '}
          H{pair.dimension} · born {say(pair.birth)} ·{' '}
          {Number.isFinite(pair.death) ? `dies ${say(pair.death)} · lives ${say(persistence(pair))}` : 'never dies'}
        </span>
      )}
      {counts && <span className="text-muted">{counts}</span>}
    </>
  )
}

function LeftOut({ left, shown, shortest }: ReturnType<typeof thin>) {
  if (left === 0) return null
  return (
    <p>
      the longest of each dimension, {number(shown.length)} in all; {number(left)} not longer than {say(shortest)} are
      left out
    </p>
  )
}
