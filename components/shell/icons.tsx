import type { ReactNode } from 'react'

/** Line drawings beside words; always decoration. */
const Icon = ({ size = 16, box = 16, children }: { size?: number; box?: number; children: ReactNode }) => (
  <svg
    width={size}
    height={size}
    viewBox={`0 0 ${box} ${box}`}
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)

export const Logo = () => (
  <Icon size={20} box={20}>
    <rect x="2" y="4" width="16" height="12" rx="2" />
    <path d="M2.5 5.5 7 11l3-3.5 3 3.5 4.5-5.5" stroke="var(--accent)" />
  </Icon>
)
export const Warning = () => (
  <Icon>
    <path d="M8 1.8 15 14H1L8 1.8Z" />
    <path d="M8 6.2v3.4M8 11.5v.6" />
  </Icon>
)
export const Info = () => (
  <Icon>
    <circle cx="8" cy="8" r="6.3" />
    <path d="M8 7.2v4M8 4.7v.5" />
  </Icon>
)
export const Plug = () => (
  <Icon>
    <path d="M5.5 2v3m5-3v3M3.5 5h9v2.5a4.5 4.5 0 0 1-9 0ZM8 12v2.5" />
  </Icon>
)
export const Bars = () => (
  <Icon>
    <path d="M2 4h12M2 8h12M2 12h12" />
  </Icon>
)
export const Search = () => (
  <Icon size={15}>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </Icon>
)
export const HalfMoon = () => (
  <Icon size={15}>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" stroke="none" />
  </Icon>
)
