import { z } from 'zod'
import { id, maybeNum, maybeText, naiveLocal, naiveTime, num, shown } from '../wire.ts'

/** The engine's messages as its producers write them, and what people may send it. */

export const levels = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
const stamped = { event_time: maybeText, event_type: maybeText }

export const Transaction = z.looseObject({
  customer_id: id,
  txn_time: maybeText,
  amount: num,
  txn_type: maybeText,
  category: maybeText,
  channel: maybeText,
  merchant_id: maybeText,
  is_failed: z.boolean().nullish(),
  ...stamped,
})
export type Transaction = z.output<typeof Transaction>

const feature = { feature: z.string(), value: shown.optional() }
const Driver = z.looseObject({ ...feature, impact: maybeNum, impact_pct: maybeNum })

export const Prediction = z.looseObject({
  customer_id: id,
  risk_score: num,
  risk_level: z.enum(levels),
  top_features: z.array(z.looseObject(feature)).nullish(),
  explanation: z.looseObject({ explanation_text: maybeText, top_drivers: z.array(Driver).nullish() }).nullish(),
  timestamp: maybeText,
  ...stamped,
})
export type Prediction = z.output<typeof Prediction>

export const Intervention = z.looseObject({
  intervention_id: id,
  customer_id: id,
  risk_score: num,
  risk_level: z.enum(levels),
  intervention_type: z.string(),
  message: maybeText,
  channel: maybeText,
  priority: maybeNum,
  top_risk_factors: z.array(z.string()).nullish(),
  timestamp: maybeText,
  status: maybeText,
  ...stamped,
})
export type Intervention = z.output<typeof Intervention>

/** Only `new_prediction` is ever produced; other kinds are shown as they come. */
export const DashboardUpdate = z.looseObject({
  type: z.string(),
  customer_id: maybeText,
  risk_score: maybeNum,
  risk_level: maybeText,
  event_time: maybeText,
})
export type DashboardUpdate = z.output<typeof DashboardUpdate>

/** No service writes these yet: the shape is the engine's customer table. */
export const Customer = z.looseObject({
  customer_id: id,
  salary_day: maybeNum,
  monthly_income: maybeNum,
  income_bracket: maybeText,
  account_age_days: maybeNum,
  account_type: maybeText,
  updated_at: maybeText,
  event_type: maybeText,
})
export type Customer = z.output<typeof Customer>

const time = { title: 'When', format: 'date-time', description: 'Local time without zone; empty means now' }
const customer_id = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ title: 'Customer', placeholder: '3f0c9a52-7c1e-4c0a-9d57-0b1f5a2e8c11', widget: 'customer' })

export const PredictInput = z.object({
  customer_id,
  observation_date: naiveTime.optional().meta({
    ...time,
    title: 'As of',
    description: 'In the time of the transactions (the demo’s are of 2023), without zone; empty means now',
  }),
})

const debits = z.enum([
  'groceries',
  'utilities',
  'rent',
  'entertainment',
  'shopping',
  'dining',
  'transport',
  'healthcare',
  'education',
  'insurance',
])
const credits = z.enum(['salary', 'transfer', 'refund', 'interest'])
const category = z.enum([...debits.options, ...credits.options])
const channel = z.enum(['online', 'mobile', 'pos', 'atm', 'branch', 'transfer'])

export const TransactionInput = z
  .object({
    customer_id,
    amount: z
      .number()
      .gt(0)
      .max(10_000_000)
      .default(6200)
      .meta({ title: 'Amount', unit: 'currency units', description: 'Above 5,000 it is always scored' }),
    txn_type: z.enum(['debit', 'credit']).default('debit').meta({ title: 'Direction' }),
    category: category
      .default('rent')
      .meta({ title: 'Category', description: 'Rent, utilities and insurance are always scored' }),
    channel: channel.default('online').meta({ title: 'Channel', description: 'ATM is always scored' }),
    merchant_id: z.string().trim().max(100).optional().meta({ title: 'Merchant', placeholder: 'RENT_4821' }),
    is_failed: z.boolean().default(false).meta({ title: 'Refused', description: 'A refused debit is always scored' }),
    txn_time: naiveTime.optional().meta(time),
  })
  .refine((t) => (t.txn_type === 'credit') === credits.safeParse(t.category).success, {
    path: ['category'],
    error: 'a credit is salary, transfer, refund or interest; a debit is none of these',
  })
export type TransactionInput = z.output<typeof TransactionInput>

export const transactionPresets = [
  { title: 'Rent', values: { amount: 6200, txn_type: 'debit', category: 'rent', channel: 'online' } },
  { title: 'Refused debit', values: { amount: 850, category: 'utilities', channel: 'online', is_failed: true } },
  { title: 'Cash', values: { amount: 400, category: 'shopping', channel: 'atm' } },
  { title: 'Salary', values: { amount: 4300, txn_type: 'credit', category: 'salary', channel: 'transfer' } },
]

/** When the feature processor asks for a new score at once; of all others it takes every tenth. */
export const isScored = (t: TransactionInput): boolean =>
  t.is_failed || t.amount > 5000 || t.channel === 'atm' || ['utilities', 'rent', 'insurance'].includes(t.category)

/** The record the engine's own producer would write for this input. */
export function composeTransaction(t: TransactionInput, { now }: { now: Date }): Transaction {
  const at = naiveLocal(now)
  const { txn_time = at.slice(0, 19), merchant_id, ...rest } = t
  const { customer_id, ...facts } = rest
  return {
    customer_id,
    txn_time,
    ...facts,
    merchant_id: merchant_id || `${t.category.toUpperCase()}_0000`,
    event_time: at,
    event_type: 'transaction',
  }
}
