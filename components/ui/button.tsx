import Link from 'next/link'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Kbd } from './kbd.tsx'

type Look = 'plain' | 'primary' | 'quiet' | 'danger'
const classes = (look: Look, icon: boolean, extra = '') =>
  `btn${look === 'plain' ? '' : ` btn-${look}`}${icon ? ' btn-icon' : ''} ${extra}`.trim()

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  /** Square, for one icon; give it an aria-label. */
  icon?: boolean
  /** The key that does the same, shown beside the label. */
  keys?: string
  /** Says what is being done ("Sending…") and holds the button meanwhile. */
  busy?: string
  ref?: Ref<HTMLButtonElement>
}

export function Button({
  look = 'plain',
  icon = false,
  keys,
  busy,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy !== undefined}
      className={classes(look, icon, className)}
      {...(keys && !keys.includes(' ') ? { 'aria-keyshortcuts': keys } : {})}
    >
      {busy ?? children}
      {keys && <Kbd keys={keys} />}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({
  href,
  look = 'plain',
  keys,
  className,
  children,
}: {
  href: string
  look?: Look
  keys?: string
  className?: string
  children: ReactNode
}) {
  return (
    <Link prefetch={false} href={href} className={classes(look, false, className)}>
      {children}
      {keys && <Kbd keys={keys} />}
    </Link>
  )
}
