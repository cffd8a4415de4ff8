import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Tone } from '#lib/contract.ts'

export interface KpiProps {
  title: string
  value: ReactNode
  /** Beside the figure, small: "1.5 %", "+38 in 15 min". */
  note?: ReactNode
  tone?: Tone
  href?: string
}

/** Figures in one row; wraps on narrow screens. */
export const Kpis = ({ children, label }: { children: ReactNode; label?: string }) => (
  <dl className="kpis" aria-label={label}>
    {children}
  </dl>
)

/** One figure with its name and a note. */
export function Kpi({ title, value, note, tone, href }: KpiProps) {
  return (
    <div className={`kpi${tone ? ` tone-${tone}` : ''}`}>
      <dt title={title}>{title}</dt>
      <dd>
        <strong>
          {href ? (
            <Link prefetch={false} href={href} className="no-underline hover:underline underline-offset-4">
              {value}
            </Link>
          ) : (
            value
          )}
        </strong>
        {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  )
}
