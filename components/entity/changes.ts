import { type Driver, driversOf } from '#lib/delinquency/words.ts'
import { toNumber } from '#lib/wire.ts'

export interface Change {
  feature: string
  before: unknown
  after: unknown
  /** What its push on the score changed by; null when one side has no impacts. */
  moved: number | null
  /** Joined or left the strongest drivers. */
  turned: 'new' | 'gone' | null
}
export interface Compared {
  before: { score: number; level: string }
  after: { score: number; level: string }
  changes: Change[]
}

interface Scored {
  risk_score: unknown
  risk_level: string
}
const same = (a: unknown, b: unknown) => a === b || (Number.isFinite(toNumber(a)) && toNumber(a) === toNumber(b))

/** What is different between two predictions of a customer: the score, and the drivers that moved, largest move first. */
export function compare(before: Scored, after: Scored, most = 6): Compared {
  const old = new Map(driversOf(before).map((d) => [d.feature, d]))
  const now = new Map(driversOf(after).map((d) => [d.feature, d]))
  const changes = [...new Set([...now.keys(), ...old.keys()])]
    .map((feature) => change(feature, old.get(feature), now.get(feature)))
    .filter((c) => c.turned !== null || !same(c.before, c.after) || Math.abs(c.moved ?? 0) >= 0.0005)
    .sort((a, b) => Math.abs(b.moved ?? 0) - Math.abs(a.moved ?? 0))
    .slice(0, most)
  return {
    before: { score: toNumber(before.risk_score), level: before.risk_level },
    after: { score: toNumber(after.risk_score), level: after.risk_level },
    changes,
  }
}

function change(feature: string, before: Driver | undefined, after: Driver | undefined): Change {
  const explained = before?.impact !== null && after?.impact !== null
  return {
    feature,
    before: before?.value,
    after: after?.value,
    moved: explained ? (after?.impact ?? 0) - (before?.impact ?? 0) : null,
    turned: before ? (after ? null : 'gone') : 'new',
  }
}

/** "+0.37", "−0.04", "±0". */
export const signed = (value: number, digits = 2): string => {
  const text = Math.abs(value).toFixed(digits)
  return Number(text) === 0 ? '±0' : `${value < 0 ? '−' : '+'}${text}`
}
