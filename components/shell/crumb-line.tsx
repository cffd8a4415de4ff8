'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { shortId } from '../ui/format.ts'
import { crumbs } from './places.ts'

/** Where I am; also names the browser tab, with the number of firing alerts. Pages set no title of their own: the browser takes the first it finds. */
export function CrumbLine({ firing }: { firing: number }) {
  const trail = crumbs(usePathname())
  const title = `${firing > 0 ? `(${firing}) ` : ''}${trail
    .map((c) => c.title)
    .toReversed()
    .join(' · ')} · Milena`
  return (
    <nav className="crumbs" aria-label="Where I am">
      <title>{title}</title>
      <ol>
        {trail.map((crumb, i) => {
          const last = i === trail.length - 1
          return (
            <li key={crumb.href + crumb.title} aria-current={last ? 'page' : undefined} title={crumb.title}>
              {i > 0 && (
                <span className="mr-2 text-faint" aria-hidden="true">
                  /
                </span>
              )}
              {last ? (
                shortId(crumb.title, 40)
              ) : (
                <Link prefetch={false} href={crumb.href}>
                  {crumb.title}
                </Link>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
