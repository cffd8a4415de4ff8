import type { AlertRule } from '../contract.ts'
import type { AlertState } from '../protocol.ts'
import type { Verdict } from './judge.ts'

/** Where one subject of a rule stands. Times are epoch ms. */
export interface Standing {
  state: AlertState
  since: number
  firedAt: number | null
  resolvedAt: number | null
}

/** What a verdict does to it: `fires` and `resolves` happen once each; `begins` and `drops` are a pending that starts and one that came to nothing. */
export type Move = 'begins' | 'fires' | 'resolves' | 'drops' | 'stays'

/** pending → firing → resolved. A rule with `forMs` must hold that long before it fires. */
export function step(
  before: Standing | undefined,
  verdict: Pick<Verdict, 'on' | 'at'>,
  rule: AlertRule,
): { move: Move; standing: Standing | undefined } {
  const open = before && before.state !== 'resolved' ? before : undefined
  const wait = 'forMs' in rule ? (rule.forMs ?? 0) : 0
  const { on, at } = verdict
  if (!open) {
    if (!on) return { move: 'stays', standing: before }
    if (wait > 0) return { move: 'begins', standing: { state: 'pending', since: at, firedAt: null, resolvedAt: null } }
    return { move: 'fires', standing: { state: 'firing', since: at, firedAt: at, resolvedAt: null } }
  }
  if (!on)
    return open.state === 'pending'
      ? { move: 'drops', standing: undefined }
      : { move: 'resolves', standing: { ...open, state: 'resolved', resolvedAt: at } }
  if (open.state === 'pending' && at - open.since >= wait)
    return { move: 'fires', standing: { ...open, state: 'firing', firedAt: at } }
  return { move: 'stays', standing: open }
}
