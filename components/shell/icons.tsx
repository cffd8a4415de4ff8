const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, 'aria-hidden': true } as const

export const Logo = () => (
  <svg width="20" height="20" viewBox="0 0 20 20" {...line} strokeWidth={1.6}>
    <rect x="2" y="4" width="16" height="12" rx="2" />
    <path d="M2.500 5.500 7 11l3-3.500 3 3.500 4.500-5.500" stroke="var(--accent)" strokeLinejoin="round" />
  </svg>
)
export const Warning = () => (
  <svg width="16" height="16" viewBox="0 0 16 16" {...line} strokeWidth={1.6}>
    <path d="M8 1.8 15 14H1L8 1.8Z" strokeLinejoin="round" />
    <path d="M8 6.200v3.400M8 11.500v.6" />
  </svg>
)
export const Info = () => (
  <svg width="16" height="16" viewBox="0 0 16 16" {...line}>
    <circle cx="8" cy="8" r="6.300" />
    <path d="M8 7v4.200M8 4.600v.7" />
  </svg>
)
export const Plug = () => (
  <svg width="16" height="16" viewBox="0 0 16 16" {...line} strokeLinecap="round">
    <path d="M5.500 2v3m5-3v3M3.500 5h9v2.500a4.500 4.500 0 0 1-9 0ZM8 12v2.500" />
  </svg>
)
export const Bars = () => (
  <svg width="16" height="16" viewBox="0 0 16 16" {...line} strokeLinecap="round">
    <path d="M2 4h12M2 8h12M2 12h12" />
  </svg>
)
export const Search = () => (
  <svg width="15" height="15" viewBox="0 0 16 16" {...line} strokeLinecap="round">
    <circle cx="7" cy="7" r="4.500" />
    <path d="m10.500 10.500 3.500 3.500" />
  </svg>
)
export const HalfMoon = () => (
  <svg width="15" height="15" viewBox="0 0 16 16" {...line}>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" stroke="none" />
  </svg>
)
