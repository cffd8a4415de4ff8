import type { ReactNode } from 'react'

/** The heading of a page: h1, a line below it (truth line or sentence), buttons on the right. */
export function PageHead({ title, line, actions }: { title: ReactNode; line?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="page-head">
      <div>
        <h1>{title}</h1>
        {line && <div className="truth">{line}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
