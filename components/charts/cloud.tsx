'use client'
import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef, useState } from 'react'
import { number } from '#components/ui/format.ts'
import { ticks } from '#lib/tda/diagram.ts'
import { atRest, type Frame, flatten, frameOf, type Turn } from './turn.ts'
import { type Sheet, useCanvas } from './use-canvas.ts'
import './cloud.css'

/** More would only be grey. */
const mostDrawn = 5000

export interface CloudProps {
  points: readonly (readonly number[])[]
  /** What is drawn, for who cannot see it: "120 points on a circle". */
  label: string
  /** Points nearer to each other than this are joined: what the complex is at that scale. */
  joined?: number | null
  className?: string
}

/** A cloud of points. In space it turns: by dragging, with the arrow keys, back to rest with Home. */
export function Cloud({ points, label, joined = null, className = '' }: CloudProps) {
  const [turn, setTurn] = useState<Turn>(atRest)
  const drag = useRef<{ x: number; y: number; from: Turn } | null>(null)
  const step = Math.ceil(points.length / mostDrawn)
  const drawn = useMemo(() => (step > 1 ? points.filter((_, i) => i % step === 0) : points), [points, step])
  const frame = useMemo(() => frameOf(drawn), [drawn])
  const edges = useMemo(() => (joined === null || step > 1 ? [] : edgesOf(drawn, joined)), [drawn, joined, step])
  const draw = useCallback(
    (sheet: Sheet) => drawCloud(sheet, { points: drawn, frame, turn, edges }),
    [drawn, frame, turn, edges],
  )
  const canvas = useCanvas(draw)
  const { deep } = frame
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (event.key === 'Home') setTurn(atRest)
    else if (by) setTurn(({ yaw, pitch }) => ({ yaw: yaw + by[0]! * 0.15, pitch: clamp(pitch + by[1]! * 0.15) }))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const grab = (event: PointerEvent) => {
    drag.current = { x: event.clientX, y: event.clientY, from: turn }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const pull = (event: PointerEvent) => {
    const held = drag.current
    if (!held) return
    setTurn({
      yaw: held.from.yaw + (event.clientX - held.x) / 120,
      pitch: clamp(held.from.pitch + (event.clientY - held.y) / 120),
    })
  }
  const coordinates = points[0]?.length ?? 0
  const notes = [
    step > 1 && `${number(drawn.length)} of ${number(points.length)} points drawn`,
    coordinates > 3 && `the first 3 of ${coordinates} coordinates`,
    deep && 'drag or use the arrow keys to turn it',
  ].filter(Boolean)
  return (
    <figure className={`cloud ${className}`}>
      {deep ? (
        <div
          role="application"
          aria-label={`${label}. Arrow keys turn it, Home turns it back.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys.
          tabIndex={0}
          className="cloud-box cloud-turns"
          onKeyDown={onKeyDown}
          onPointerDown={grab}
          onPointerMove={pull}
          onPointerUp={() => {
            drag.current = null
          }}
          onDoubleClick={() => setTurn(atRest)}
        >
          <canvas ref={canvas} />
        </div>
      ) : (
        <div role="img" aria-label={label} className="cloud-box">
          <canvas ref={canvas} />
        </div>
      )}
      {notes.length > 0 && <figcaption>{notes.join(' · ')}</figcaption>}
    </figure>
  )
}

const clamp = (pitch: number) => Math.max(-Math.PI / 2, Math.min(Math.PI / 2, pitch))

/** More lines than this are a filled patch. */
const mostEdges = 12_000

function edgesOf(points: readonly (readonly number[])[], within: number): [number, number][] {
  const out: [number, number][] = []
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      let sum = 0
      for (let c = 0; c < points[i]!.length; c++) sum += (points[i]![c]! - points[j]![c]!) ** 2
      if (sum <= within * within && out.push([i, j]) >= mostEdges) return out
    }
  }
  return out
}

interface Scene {
  points: readonly (readonly number[])[]
  frame: Frame
  turn: Turn
  edges: [number, number][]
}

function drawCloud({ pen, width, height, colour }: Sheet, { points, frame, turn, edges }: Scene) {
  const unit = fit(frame, turn, { width: width / 2 - 22, height: height / 2 - 22 })
  const [mx, my] = [width / 2, height / 2 - (frame.deep ? 0 : 4)]
  const flat = flatten(points, turn)
  const at = ({ x, y }: { x: number; y: number }) => [mx + x * unit, my - y * unit] as const
  if (!frame.deep) drawGrid({ pen, width, height, colour }, { frame, unit, mx, my })
  pen.strokeStyle = colour('--accent')
  pen.globalAlpha = edges.length > 3000 ? 0.12 : 0.28
  pen.lineWidth = 1
  pen.beginPath()
  for (const [i, j] of edges) {
    pen.moveTo(...at(flat[i]!))
    pen.lineTo(...at(flat[j]!))
  }
  pen.stroke()
  const size = points.length > 1500 ? 1.4 : points.length > 400 ? 1.9 : 2.6
  pen.fillStyle = colour('--accent')
  const order = frame.deep ? flat.toSorted((a, b) => a.near - b.near) : flat
  for (const point of order) {
    const [x, y] = at(point)
    pen.globalAlpha = frame.deep ? 0.35 + 0.6 * ((point.near + 1) / 2) : 0.85
    pen.beginPath()
    pen.arc(x, y, size * (1 + 0.35 * point.near), 0, 7)
    pen.fill()
  }
  pen.globalAlpha = 1
}

/** As large as it may be at this tilt without leaving the picture while it goes round. */
function fit({ deep, around, along }: Frame, { pitch }: Turn, half: { width: number; height: number }): number {
  if (!deep) return Math.min(half.width / Math.max(around, 0.01), half.height / Math.max(along, 0.01))
  const tall = along * Math.abs(Math.cos(pitch)) + around * Math.abs(Math.sin(pitch))
  return Math.min(half.width / Math.max(around, 0.01), half.height / Math.max(tall, 0.3))
}

/** Light lines at round values, so that noise and size can be read off. */
function drawGrid(
  { pen, width, height, colour }: Sheet,
  { frame, unit, mx, my }: { frame: Frame; unit: number; mx: number; my: number },
) {
  const [cx, cy] = frame.middle
  const reach = (half: number) => (half / unit) * frame.radius
  pen.strokeStyle = colour('--line')
  pen.fillStyle = colour('--faint')
  pen.lineWidth = 1
  pen.textAlign = 'center'
  for (const v of ticks(cx - reach(width / 2), cx + reach(width / 2), 6)) {
    const x = Math.round(mx + ((v - cx) / frame.radius) * unit) + 0.5
    line(pen, [x, 0, x, height])
    if (x > 14 && x < width - 14) pen.fillText(number(v), x, height - 4)
  }
  pen.textAlign = 'left'
  for (const v of ticks(cy - reach(height / 2), cy + reach(height / 2), 5)) {
    const y = Math.round(my - ((v - cy) / frame.radius) * unit) + 0.5
    line(pen, [0, y, width, y])
    if (y > 12 && y < height - 22) pen.fillText(number(v), 4, y - 3)
  }
}

function line(pen: CanvasRenderingContext2D, [a, b, c, d]: [number, number, number, number]) {
  pen.beginPath()
  pen.moveTo(a, b)
  pen.lineTo(c, d)
  pen.stroke()
}
