'use client'
import { useSyncExternalStore } from 'react'
import { age, ago, duration, exact, moment } from './format.ts'

/** One ticker for the whole page: everything that counts seconds changes together. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let now = 0
let offset = 0

const tick = () => {
  now = Date.now() + offset
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = null
    }
  }
}
const read = () => {
  if (now === 0 || (!timer && Date.now() + offset - now > 1000)) now = Date.now() + offset
  return now
}

/** The console's clock, from a frame: ages stay right in a browser whose own clock is wrong. */
export const syncClock = (serverNow: number): void => {
  const next = serverNow - Date.now()
  if (Math.abs(next - offset) > 250) offset = next
}
/** Console time now, epoch ms, without subscribing. */
export const clockNow = (): number => Date.now() + offset

/** Epoch ms by the console's clock, renewed every second. 0 while the server renders. */
export const useNow = (): number => useSyncExternalStore(subscribe, read, () => 0)

const stamp = (t: number) => new Date(t).toISOString()

/** "12 s": ticking age of `t`. */
export function Age({ t, ago: withAgo = false }: { t: number; ago?: boolean }) {
  const at = useNow()
  if (!(t > 0)) return <span>–</span>
  return (
    <time dateTime={stamp(t)} title={exact(t)} suppressHydrationWarning>
      {at ? (withAgo ? ago(at - t) : age(at - t)) : '…'}
    </time>
  )
}

/** "3 min 12 s": how long since `t`, to the second. */
export function Since({ t }: { t: number }) {
  const at = useNow()
  return (
    <time dateTime={stamp(t)} title={exact(t)} suppressHydrationWarning>
      {at ? duration(Math.max(0, Math.floor((at - t) / 1000) * 1000)).replace(/^0.ms$/, 'a moment') : '…'}
    </time>
  )
}

/** "in 4 s", "now": counts down to `t`. */
export function Until({ t }: { t: number }) {
  const at = useNow()
  const left = Math.ceil((t - at) / 1000) * 1000
  return (
    <time dateTime={stamp(t)} title={exact(t)} suppressHydrationWarning>
      {!at ? '…' : left <= 0 ? 'now' : `in ${duration(left)}`}
    </time>
  )
}

/** "14:02:07", with the day when it was not today. */
export function Moment({ t }: { t: number }) {
  const at = useNow()
  if (!(t > 0)) return <span>–</span>
  return (
    <time dateTime={stamp(t)} title={exact(t)} suppressHydrationWarning>
      {at ? moment(t, at) : '…'}
    </time>
  )
}
