import { createHash } from 'node:crypto'
import { type Move, step } from '#lib/alert/step.ts'
import type { AlertRow } from '#lib/protocol.ts'
import type { Finding } from './judges.ts'
import { limitOf, linkOf, type Rule } from './rules.ts'

const subjectsPerRule = 10_000
const resolvedKept = 200

/** What came of a finding; `value`: only the figure or its words changed. */
export type Happened = { what: Exclude<Move, 'stays'> | 'value'; row: AlertRow }

export interface Standings {
  apply: (finding: Finding) => Happened | null
  /** Puts another row in the place of one with the same id. */
  put: (row: AlertRow) => void
  get: (id: string) => AlertRow | undefined
  of: (rule: string, subject: string) => AlertRow | undefined
  /** Open alerts per rule; within a rule the oldest first. */
  open: () => Map<string, Map<string, AlertRow>>
  resolved: () => AlertRow[]
  over: (rule: string) => number
  /** Open, or counted past the cap. */
  known: (rule: string, subject: string) => boolean
}

/** Where every subject of every rule stands now, in memory. Rows are replaced, never mutated. */
export function createStandings(open: AlertRow[], resolved: AlertRow[]): Standings {
  const rules = new Map<string, Map<string, AlertRow>>()
  const byId = new Map<string, AlertRow>()
  const over = new Map<string, Set<string>>()
  let past = resolved

  const put = (row: AlertRow): void => {
    const subjects = rules.get(row.rule) ?? new Map<string, AlertRow>()
    rules.set(row.rule, subjects.set(row.subject, row))
    byId.set(row.id, row)
  }
  const remove = (row: AlertRow): void => {
    rules.get(row.rule)?.delete(row.subject)
    byId.delete(row.id)
  }
  for (const row of open) put(row)

  return {
    apply: ({ of, verdict, place }) => {
      const { rule } = of
      const before = rules.get(rule.id)?.get(verdict.subject)
      const { move, standing } = step(before, verdict, rule)
      if (!verdict.on) over.get(rule.id)?.delete(verdict.subject)
      if (move === 'stays' || !standing) {
        if (move === 'drops' && before) {
          remove(before)
          return { what: 'drops', row: before }
        }
        if (!before || !verdict.on || (before.say === verdict.say && before.value === verdict.value)) return null
        const row = { ...before, say: verdict.say, value: verdict.value }
        put(row)
        return { what: 'value', row }
      }
      if (!before && (rules.get(rule.id)?.size ?? 0) >= subjectsPerRule) {
        const past = over.get(rule.id) ?? new Set()
        if (past.size < 100_000) over.set(rule.id, past.add(verdict.subject))
        return null
      }
      const base = before ?? begin(of, verdict.subject, place ?? String(verdict.at))
      // What was said when it fired stays with a resolved alert.
      const row: AlertRow = { ...base, ...standing, ...(verdict.on && { say: verdict.say, value: verdict.value }) }
      if (move === 'resolves') {
        remove(row)
        past = [row, ...past].slice(0, resolvedKept)
      } else put(row)
      return { what: move, row }
    },
    put: (row) => {
      if (row.state !== 'resolved') put(row)
    },
    get: (id) => byId.get(id),
    of: (rule, subject) => rules.get(rule)?.get(subject),
    open: () => rules,
    resolved: () => past,
    over: (rule) => over.get(rule)?.size ?? 0,
    known: (rule, subject) => !!rules.get(rule)?.has(subject) || !!over.get(rule)?.has(subject),
  }
}

function begin(of: Rule, subject: string, origin: string): AlertRow {
  const { rule, system } = of
  const link = linkOf(of, subject)
  return {
    id: createHash('sha256').update(`${rule.id}\n${subject}\n${origin}`).digest('base64url').slice(0, 16),
    rule: rule.id,
    title: rule.title,
    system: system?.id ?? null,
    severity: rule.severity,
    state: 'pending',
    subject,
    say: '',
    value: null,
    limit: limitOf(rule),
    since: 0,
    firedAt: null,
    resolvedAt: null,
    ack: null,
    silence: null,
    help: rule.help,
    ...(link && { link }),
  }
}
