import type { ReactNode } from 'react'
import { Button } from './button.tsx'

/** Nothing here yet: says what would be here, and how to fill it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
      {action && <div className="pt-2">{action}</div>}
    </div>
  )
}

/** Something went wrong: cause, remedy, and what is being tried. */
export function Trouble({
  title,
  cause,
  remedy,
  retry,
}: {
  title: string
  cause?: ReactNode
  remedy?: ReactNode
  retry?: () => void
}) {
  return (
    <div className="empty" role="alert">
      <strong>{title}</strong>
      {cause && <p className="break-words">{cause}</p>}
      {remedy && <p>{remedy}</p>}
      {retry && (
        <Button className="mt-2" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Keeps the layout while it says what it waits for. `lines` rows of `height` px. */
export function Waiting({ text, lines = 4, height = 34 }: { text: string; lines?: number; height?: number }) {
  return (
    <div role="status" aria-label={text}>
      <p className="px-3.5 pt-2.5 pb-1 text-small text-faint">{text}</p>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <div key={i} className="flex items-center px-3.5" style={{ height }} aria-hidden="true">
          <span className="skeleton h-2" style={{ width: `${70 - ((i * 17) % 38)}%` }} />
        </div>
      ))}
    </div>
  )
}
