import type { Random } from '../random.ts'
import type { Person } from './population.ts'

/**
 * The hidden course of a customer's life: what nobody but the simulator sees. Trouble begins by chance, grows, and ends in
 * recovery sooner or later; the account's balance does the rest.
 */
export interface Fortune {
  phase: 'steady' | 'sliding' | 'broken' | 'recovering'
  /** What went wrong: income, debts paid in cash, or illness. */
  kind: 'job' | 'debt' | 'illness'
  /** 0..1 */
  severity: number
  worst: number
  daysLeft: number
  span: number
}

export const startFortune = (): Fortune => ({
  phase: 'steady',
  kind: 'job',
  severity: 0,
  worst: 0,
  daysLeft: 0,
  span: 1,
})

/** One day passes. Changes `fortune`. */
export function turn(fortune: Fortune, person: Person, random: Random): void {
  switch (fortune.phase) {
    case 'steady':
      fortune.severity = 0
      if (!random.chance(person.fragility)) return
      fortune.kind = (['job', 'debt', 'illness'] as const)[random.weighted([0.5, 0.3, 0.2])]!
      fortune.worst = random.between(0.45, 1)
      fortune.span = fortune.daysLeft = random.whole(25, 110)
      fortune.phase = 'sliding'
      return
    case 'sliding':
      fortune.daysLeft -= 1
      fortune.severity = fortune.worst * (1 - fortune.daysLeft / fortune.span)
      if (fortune.daysLeft > 0) return
      fortune.phase = random.chance(0.65 - 0.45 * fortune.worst) ? 'recovering' : 'broken'
      fortune.daysLeft = random.whole(45, 150)
      return
    case 'broken':
      fortune.daysLeft -= 1
      if (fortune.daysLeft > 0) return
      fortune.phase = 'recovering'
      return
    case 'recovering':
      fortune.severity -= fortune.worst / 45
      if (fortune.severity <= 0.02) fortune.phase = 'steady'
  }
}
