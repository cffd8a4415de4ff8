'use client'
import { useMemo } from 'react'
import { number } from '#components/ui/format.ts'
import { byPersistence, persistence, say } from '#lib/tda/diagram.ts'
import type { Pair } from '#lib/tda/read.ts'
import { lookOf } from './words.tsx'

export interface ShapeLegendProps {
  pairs: readonly Pair[]
  dimensions: readonly number[]
  shown: readonly number[]
  onToggle: (dimension: number) => void
}

/** What each dimension has, in words; a press takes it out of the drawings and back. */
export function ShapeLegend({ pairs, dimensions, shown, onToggle }: ShapeLegendProps) {
  const rows = useMemo(
    () =>
      dimensions.map((dimension) => {
        const own = pairs.filter((pair) => pair.dimension === dimension).sort(byPersistence)
        const forever = own.filter((pair) => !Number.isFinite(pair.death)).length
        return { dimension, n: own.length, forever, longest: own[forever], next: own[forever + 1] }
      }),
    [pairs, dimensions],
  )
  return (
    <ul className="shape-legend" aria-label="Dimensions">
      {rows.map(({ dimension, n, forever, longest, next }) => {
        const { token, mark, word } = lookOf(dimension)
        const said = [
          forever > 0 && `${number(forever)} never ${forever === 1 ? 'dies' : 'die'}`,
          longest && `longest ${say(persistence(longest))}`,
          longest && next && `next ${say(persistence(next))}`,
        ].filter(Boolean)
        return (
          <li key={dimension}>
            <button type="button" aria-pressed={shown.includes(dimension)} onClick={() => onToggle(dimension)}>
              <span style={{ color: `var(${token})` }} aria-hidden="true">
                {mark}
              </span>
              <strong>
                H{dimension} {word}
              </strong>
              <span className="mono">{number(n)}</span>
              <span className="text-muted">{said.join(' · ')}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
