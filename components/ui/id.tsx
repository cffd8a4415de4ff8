'use client'
import { copy } from './copy.tsx'
import { shortId } from './format.ts'

/** An id shortened in the middle and copied whole on click. `plain` inside links and buttons: no click of its own. */
export function Id({ id, most = 12, plain = false }: { id: string; most?: number; plain?: boolean }) {
  const short = shortId(id, most)
  if (plain)
    return (
      <span className="id" title={id}>
        {short}
      </span>
    )
  return (
    <button
      type="button"
      className="id"
      title={`${id}: click to copy`}
      aria-label={`Copy ${id}`}
      onClick={(event) => {
        event.stopPropagation()
        event.preventDefault()
        copy(id, `Copied ${short}`)
      }}
    >
      {short}
    </button>
  )
}
