import type { ReactNode } from 'react'
import type { Tone } from '#lib/contract.ts'

const shapes: Record<string, ReactNode> = {
  '▲': <path d="M5 1 9.4 9H.6Z" />,
  '▼': <path d="M5 9 .6 1h8.8Z" />,
  '◆': <path d="M5 .6 9.4 5 5 9.4.6 5Z" />,
  '●': <circle cx="5" cy="5" r="3.6" />,
  '○': <circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  '■': <rect x="1.5" y="1.5" width="7" height="7" rx="1" />,
  '✓': <path d="m1.5 5.4 2.3 2.4 4.7-5.4" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  '✕': <path d="m2 2 6 6m0-6L2 8" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  '◐': (
    <>
      <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M5 1.6a3.4 3.4 0 0 1 0 6.8Z" />
    </>
  ),
}

/** The shape that goes with a tone, so that colour never speaks alone. */
export const markOf: Record<Tone, string> = {
  good: '●',
  warn: '◆',
  bad: '▲',
  muted: '○',
  accent: '◐',
  low: '○',
  medium: '●',
  high: '◆',
  critical: '▲',
}

/** A glyph of the contract drawn crisp; an unknown one is written as it is. */
export function Mark({ shape, size = 9 }: { shape: string; size?: number }) {
  const drawn = shapes[shape]
  if (!drawn) return <span aria-hidden="true">{shape}</span>
  return (
    <svg width={size} height={size} viewBox="0 0 10 10" fill="currentColor" aria-hidden="true" className="flex-none">
      {drawn}
    </svg>
  )
}
