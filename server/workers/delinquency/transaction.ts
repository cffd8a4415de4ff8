/** The words of transactions-stream and customer-updates as the engine uses them. */
export const BILLS = ['rent', 'utilities', 'insurance', 'education'] as const
export const DISCRETIONARY = ['entertainment', 'shopping', 'dining', 'transport'] as const
export const ESSENTIAL = ['groceries', 'healthcare', ...BILLS] as const
export const CREDITS = ['salary', 'transfer', 'refund', 'interest'] as const
/** Categories by number; 0 is any other word. */
export const CATEGORIES: readonly string[] = [
  'other',
  ...BILLS,
  ...DISCRETIONARY,
  'groceries',
  'healthcare',
  ...CREDITS,
]
export const CHANNELS = ['atm', 'online', 'mobile', 'branch', 'pos', 'transfer'] as const

export interface Transaction {
  customer_id: string
  txn_time: string
  amount: number
  txn_type: 'debit' | 'credit'
  category: string
  channel: string
  merchant_id: string
  is_failed?: boolean
  event_time?: string
  event_type?: 'transaction'
}

export interface Profile {
  customer_id: string
  salary_day: number
  monthly_income: number
  income_bracket: 'low' | 'medium' | 'high' | 'very_high'
  account_age_days: number
  account_type: 'savings' | 'current' | 'salary'
}

/** When a transaction is worth a new score: the origin's rule, without its "every tenth record". */
export function isTelling(txn: Pick<Transaction, 'is_failed' | 'amount' | 'channel' | 'category'>): boolean {
  return (
    txn.is_failed === true ||
    txn.amount > 5000 ||
    txn.channel === 'atm' ||
    txn.category === 'utilities' ||
    txn.category === 'rent' ||
    txn.category === 'insurance'
  )
}
