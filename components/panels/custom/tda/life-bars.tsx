'use client'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { clock, duration } from '#components/ui/format.ts'
import { Mark } from '#components/ui/mark.tsx'
import type { Range } from '#lib/protocol.ts'
import { type Bar, pack, timesOf } from '#lib/tda/life.ts'
import { timeTicks } from './time-ticks.ts'
import { jobHref, levelOfStatus, words } from './words.tsx'

export interface LifeBarsProps {
  bars: Bar[]
  from: number
  to: number
  now: number
  system: string
  at: string | null
  onAt: (id: string | null) => void
  onZoom: (range: Range) => void
}

/** A target a finger hits, px: high as a lane, and never narrower. */
const laneHeight = 24
/** Above this many there is no room for names beside the bars. */
const mostNamed = 90
const nameWidth = 128

/** The bars on their lanes. One stop for the Tab key; arrows go from job to job in time. */
export function LifeBars({ bars, from, to, now, system, at, onAt, onZoom }: LifeBarsProps) {
  const box = useRef<HTMLUListElement>(null)
  const router = useRouter()
  const [width, setWidth] = useState(0)
  const [drag, setDrag] = useState<{ a: number; b: number } | null>(null)
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0))
    if (box.current) watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  const perPixel = (to - from) / Math.max(1, width)
  const named = bars.length <= mostNamed && width > 500
  const gap = (named ? nameWidth : laneHeight) * perPixel
  const { lanes, placed } = useMemo(() => pack(bars, { from, to, now, gap }), [bars, from, to, now, gap])
  const x = (t: number) => (t - from) / perPixel
  const reach = placed.some((bar) => bar.id === at) ? at : placed.at(-1)?.id
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!by) return
    event.preventDefault()
    const next = placed[Math.max(0, Math.min(placed.length - 1, placed.findIndex((bar) => bar.id === reach) + by))]
    if (!next) return
    onAt(next.id)
    box.current?.querySelector<HTMLElement>(`[data-job="${CSS.escape(next.id)}"]`)?.focus()
  }
  const place = (event: PointerEvent) => event.clientX - (box.current?.getBoundingClientRect().left ?? 0)
  const release = () => {
    if (!drag) return
    setDrag(null)
    const [a, b] = [Math.min(drag.a, drag.b), Math.max(drag.a, drag.b)]
    if (b - a > 8) onZoom({ from: Math.round(from + a * perPixel), to: Math.round(from + b * perPixel) })
  }
  return (
    <div className="life">
      <div className="life-axis" aria-hidden="true">
        {timeTicks(from, to, Math.max(2, Math.floor(width / 130))).map((t) => (
          <span key={t} style={{ left: x(t) }}>
            {to - from > 86_400_000
              ? `${new Date(t).getDate()}. ${clock(t).slice(0, 5)}`
              : to - from > 1_800_000
                ? clock(t).slice(0, 5)
                : clock(t)}
          </span>
        ))}
      </div>
      <div className="life-box">
        <ul
          ref={box}
          className="life-lanes"
          aria-label="Jobs, in the order they were submitted"
          style={{ height: Math.max(3, lanes) * laneHeight + 4 }}
          onKeyDown={onKeyDown}
          onPointerLeave={() => onAt(null)}
          onPointerDown={(event) => {
            if (event.button !== 0 || (event.target as Element).closest('a')) return
            event.currentTarget.setPointerCapture(event.pointerId)
            setDrag({ a: place(event), b: place(event) })
          }}
          onPointerMove={(event) => drag && setDrag({ ...drag, b: place(event) })}
          onPointerUp={release}
        >
          {placed.map((bar) => (
            <One
              key={bar.id}
              bar={bar}
              now={now}
              x={x}
              room={width}
              named={named}
              reach={bar.id === reach}
              lit={bar.id === at}
              href={jobHref(system, bar.id)}
              onAt={onAt}
              onOpen={(href) => router.push(href)}
            />
          ))}
        </ul>
        {now >= from && now <= to && <i className="life-now" style={{ left: x(now) }} aria-hidden="true" />}
        {drag && (
          <i
            className="life-drag"
            style={{ left: Math.min(drag.a, drag.b), width: Math.abs(drag.b - drag.a) }}
            aria-hidden="true"
          />
        )}
      </div>
    </div>
  )
}

interface OneProps {
  bar: Bar & { lane: number }
  now: number
  x: (t: number) => number
  room: number
  named: boolean
  reach: boolean
  lit: boolean
  href: string
  onAt: (id: string | null) => void
  onOpen: (href: string) => void
}

function One({ bar, now, x, room, named, reach, lit, href, onAt, onOpen }: OneProps) {
  const level = levelOfStatus(bar.status)
  const left = Math.max(-4, x(bar.from))
  const right = Math.min(room + 4, x(bar.end ?? Math.max(now, bar.from)))
  const start = bar.start === null ? right : Math.max(left, Math.min(right, x(bar.start)))
  const { waited, ran } = timesOf(bar, now)
  const took = ran ?? waited
  const name = [words(bar.job.algorithm) || 'job', took !== null && duration(took)].filter(Boolean).join(' ')
  return (
    <li style={{ transform: `translate(${left}px, ${bar.lane * laneHeight + 2}px)` }} className={`tone-${level.tone}`}>
      <a
        href={href}
        className="life-bar"
        data-job={bar.id}
        data-status={bar.status}
        data-lit={lit}
        tabIndex={reach ? 0 : -1}
        aria-label={`${level.title}: ${name}, job ${bar.id}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return
          event.preventDefault()
          onOpen(href)
        }}
        onFocus={() => onAt(bar.id)}
        onPointerEnter={() => onAt(bar.id)}
      >
        {start - left > 0.5 && <i className="life-wait" style={{ width: start - left }} />}
        {bar.start !== null && (
          <i className="life-run" data-open={bar.end === null} style={{ width: Math.max(3, right - start) }} />
        )}
        <span className="life-end">
          <Mark shape={level.mark} size={8} />
        </span>
        {named && right < room - nameWidth + 12 && <span className="life-name">{name}</span>}
      </a>
    </li>
  )
}
