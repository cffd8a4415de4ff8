'use client'
import { number } from '#components/ui/format.ts'
import { Mark } from '#components/ui/mark.tsx'
import type { ExchangeData } from '#lib/protocol.ts'
import { states } from './words.ts'

/** One button per state with how many there are; pressing the chosen one again shows all. A filter by cause stands beside them. */
export function StateFilter({
  data,
  only,
  onChange,
}: {
  data: ExchangeData | undefined
  only: string
  onChange: (only: string) => void
}) {
  const cause = only && !states.some((s) => s.id === only) ? only : ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's look.
    <div className="ex-filter" role="group" aria-label="State">
      {states.map(({ id, title, tone, mark, say }) => (
        <button
          key={id}
          type="button"
          className={`ex-state tone-${tone}`}
          aria-pressed={only === id}
          title={say}
          onClick={() => onChange(only === id ? '' : id)}
        >
          <Mark shape={mark} size={8} />
          {title}
          <span>{number(data?.counts[id] ?? 0)}</span>
        </button>
      ))}
      {cause && (
        <button type="button" className="ex-state tone-bad" aria-pressed="true" onClick={() => onChange('')}>
          {cause}
          <span aria-hidden="true">✕</span>
          <span className="sr-only">show all</span>
        </button>
      )}
    </div>
  )
}
