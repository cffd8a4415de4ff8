import type { AlertRow, AlertState } from '#lib/protocol.ts'
import { worstFirst } from './order.ts'
import type { Rule } from './rules.ts'
import type { AlertEvent, Shelf } from './shelf.ts'
import type { Standings } from './standings.ts'

/** A vertical mark on a time axis; `t` in epoch ms. */
export interface Mark {
  t: number
  title: string
  severity: AlertRow['severity']
  /** A rule that fires per subject: one of many, so drawn small. */
  each?: true
}

/** What is asked of alerts, past and present. */
export interface AlertReads {
  /** Firing (worst first), pending, then resolved (newest first); at most `limit` (200, at most 1,000). */
  list: (q?: { state?: AlertState; system?: string; rule?: string; limit?: number }) => AlertRow[]
  get: (id: string) => AlertRow | undefined
  events: (id: string) => AlertEvent[]
  /** Firing, not silenced, in this system. */
  firing: (system: string) => number
  /** The `n` worst of what fires and is not silenced. */
  top: (n: number) => AlertRow[]
  /** When alerts of a system (or all) fired, for marks on time axes; epoch ms. */
  marks: (q: { system?: string; from: number; to: number }) => Mark[]
}

/** Open alerts from memory, those that are over from the disk. */
export function createReads({
  standings,
  shelf,
  rules,
}: {
  standings: Standings
  shelf: Shelf
  rules: readonly Rule[]
}): AlertReads {
  const perSubject = new Set(rules.filter(({ rule }) => rule.kind === 'record').map(({ rule }) => rule.id))
  const marks: AlertReads['marks'] = ({ system, from, to }) =>
    shelf
      .fired(from, to)
      .filter((row) => !system || row.system === system || row.system === null)
      .map((row) => ({
        t: row.firedAt!,
        title: `${row.title}: ${row.subject}`,
        severity: row.severity,
        ...(perSubject.has(row.rule) && { each: true as const }),
      }))

  const loud = () =>
    [...standings.open().values()].flatMap((subjects) =>
      [...subjects.values()].filter((row) => row.state === 'firing' && !row.silence),
    )
  return {
    list: ({ state, system, rule, limit = 200 } = {}) => {
      const most = Math.min(Math.max(1, limit), 1000)
      const fits = (row: AlertRow) =>
        (!state || row.state === state) && (!system || row.system === system) && (!rule || row.rule === rule)
      const open = [...standings.open().values()].flatMap((subjects) => [...subjects.values()]).filter(fits)
      const rank = (row: AlertRow) => (row.state === 'firing' ? 0 : 1)
      open.sort((a, b) => rank(a) - rank(b) || worstFirst(a, b))
      if (state && state !== 'resolved') return open.slice(0, most)
      const past = open.length < most ? shelf.resolved({ ...(system && { system }), limit: most }).filter(fits) : []
      return [...open, ...past].slice(0, most)
    },
    get: (id) => standings.get(id) ?? shelf.get(id),
    events: shelf.events,
    firing: (system) => loud().filter((row) => row.system === system).length,
    top: (n) => loud().sort(worstFirst).slice(0, n),
    marks,
  }
}
