import type { Board, Column, Tone } from '../contract.ts'
import { finite } from '../wire.ts'
import type { Customer, DashboardUpdate, Intervention, Prediction, Transaction } from './messages.ts'
import { drives } from './words.ts'

/** How the engine's messages are read in tables, and what its levels look like. */

export type Scored = { risk_score?: unknown; risk_level?: string | null }
const tones: Record<string, Tone> = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high', CRITICAL: 'critical' }
const tone = (m: Scored): Tone | undefined => tones[m.risk_level ?? '']
export const score = (m: Scored): number => finite(m.risk_score) ?? 0
export const isHigh = (m: Scored): boolean => m.risk_level === 'HIGH' || m.risk_level === 'CRITICAL'
export const sayScore = (m: Scored): string => `${score(m).toFixed(2)} ${m.risk_level}`
export const words = (text: string | null | undefined) => text?.replaceAll('_', ' ')

type Whose = { customer_id?: string | null }
const customer: Column<Whose> = {
  id: 'customer',
  title: 'Customer',
  kind: 'id',
  priority: 1,
  value: (m) => m.customer_id,
}
const riskLevel: Column<Scored> = {
  id: 'level',
  title: 'Level',
  kind: 'level',
  priority: 1,
  value: (m) => m.risk_level,
  tone,
}
const riskScore: Column<Scored> = {
  id: 'score',
  title: 'Score',
  kind: 'score',
  priority: 1,
  value: (m) => finite(m.risk_score),
  tone,
}
const why: Column<Prediction> = { id: 'drives', title: 'What drives it', priority: 3, value: drives }

export const predictionColumns: Column<Prediction>[] = [customer, riskLevel, riskScore, why]

export const transactionColumns: Column<Transaction>[] = [
  customer,
  { id: 'amount', title: 'Amount', kind: 'number', priority: 1, value: (m) => finite(m.amount) },
  { id: 'type', title: 'Direction', priority: 2, value: (m) => m.txn_type },
  { id: 'category', title: 'Category', priority: 1, value: (m) => m.category },
  { id: 'channel', title: 'Channel', priority: 2, value: (m) => m.channel },
  {
    id: 'failed',
    title: 'Outcome',
    kind: 'status',
    priority: 2,
    value: (m) => (m.is_failed ? 'refused' : null),
    tone: () => 'bad',
  },
  { id: 'merchant', title: 'Merchant', priority: 3, value: (m) => m.merchant_id },
]

export const interventionColumns: Column<Intervention>[] = [
  customer,
  riskLevel,
  { id: 'type', title: 'What is done', priority: 1, value: (m) => words(m.intervention_type) },
  { id: 'channel', title: 'By', priority: 2, value: (m) => words(m.channel) },
  { id: 'status', title: 'Status', kind: 'status', priority: 2, value: (m) => words(m.status) },
  { id: 'message', title: 'Message', priority: 3, value: (m) => m.message },
]

export const profileColumns: Column<Customer>[] = [
  customer,
  { id: 'income', title: 'Monthly income', kind: 'number', priority: 1, value: (m) => finite(m.monthly_income) },
  { id: 'bracket', title: 'Bracket', priority: 2, value: (m) => words(m.income_bracket) },
  { id: 'payday', title: 'Payday', kind: 'number', priority: 2, value: (m) => finite(m.salary_day) },
  { id: 'account', title: 'Account', priority: 3, value: (m) => m.account_type },
]

export const updateColumns: Column<DashboardUpdate>[] = [
  { id: 'type', title: 'Kind', priority: 1, value: (m) => words(m.type) },
  customer,
  riskLevel,
  riskScore,
]

export const boardColumns: Column<Prediction>[] = [
  customer,
  riskLevel,
  riskScore,
  { id: 'trend', title: 'Trend', kind: 'trend', priority: 3, value: score },
  why,
  { id: 'age', title: 'Age', kind: 'age', priority: 2, value: (_, entry) => entry.time },
]

export const riskLevels: NonNullable<Board['levels']> = [
  { id: 'CRITICAL', title: 'CRITICAL', tone: 'critical', mark: '▲' },
  { id: 'HIGH', title: 'HIGH', tone: 'high', mark: '◆' },
  { id: 'MEDIUM', title: 'MEDIUM', tone: 'medium', mark: '●' },
  { id: 'LOW', title: 'LOW', tone: 'low', mark: '○' },
]

/** The limits between the levels, which are the engine's. */
export const riskBands: { from: number; to: number; tone: Tone; title: string }[] = [
  { from: 0, to: 0.3, tone: 'low', title: 'LOW' },
  { from: 0.3, to: 0.5, tone: 'medium', title: 'MEDIUM' },
  { from: 0.5, to: 0.7, tone: 'high', title: 'HIGH' },
  { from: 0.7, to: 1, tone: 'critical', title: 'CRITICAL' },
]
