'use client'
import { memo } from 'react'
import { number } from '#components/ui/format.ts'
import { Mark } from '#components/ui/mark.tsx'
import type { Board } from '#lib/contract.ts'
import './board.css'

interface LevelFilterProps {
  board: Board
  counts: Record<string, number>
  value: string
  onChange: (level: string) => void
}

/** One button per level with how many keys stand at it; pressing the chosen one again shows all. */
export const LevelFilter = memo(function LevelFilter({ board, counts, value, onChange }: LevelFilterProps) {
  if (!board.levels?.length) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's look.
    <div className="level-filter" role="group" aria-label="Level">
      {board.levels.map((level) => (
        <button
          key={level.id}
          type="button"
          className={`level-button tone-${level.tone}`}
          aria-pressed={value === level.id}
          onClick={() => onChange(value === level.id ? '' : level.id)}
        >
          <Mark shape={level.mark} size={8} />
          {level.title}
          <span>{number(counts[level.id] ?? 0)}</span>
        </button>
      ))}
    </div>
  )
})
