import { DAY, lastDue } from './calendar.ts'
import { type Payment, type Span, type Tally, tally } from './tally.ts'
import type { Profile } from './transaction.ts'
import type { CustomerWindow } from './window.ts'

/**
 * The model's inputs, in its order: the origin's named features that transactions and the profile can tell. Percentages are
 * signed changes, -100 = vanished. Left out, because no message carries a balance: savings_drawdown_{7d,14d,30d}_pct,
 * balance_volatility_30d, days_below_minimum_balance_30d.
 */
export const FEATURES = [
  'salary_delay_days',
  'salary_amount_deviation_pct',
  'months_since_salary_miss',
  'discretionary_spend_drop_7d_pct',
  'discretionary_spend_drop_30d_pct',
  'essential_spend_increase_pct',
  'total_spend_change_30d_pct',
  'merchant_diversity_drop_pct',
  'avg_transaction_size_change_pct',
  'weekend_spending_drop_pct',
  'utility_payment_lateness_score',
  'bill_payment_count_drop',
  'failed_autodebit_count_30d',
  'partial_payment_frequency',
  'payment_timing_shift_days',
  'payment_amount_undershoot_pct',
  'cash_withdrawal_frequency_change',
  'atm_withdrawal_size_increase_pct',
  'cash_reliance_ratio',
  'transaction_frequency_drop_30d_pct',
  'inactive_days_last_30d',
  'behavior_consistency_score',
  'financial_stress_composite_score',
  'risk_velocity_7d',
  'behavioral_anomaly_count_30d',
] as const
export type Feature = (typeof FEATURES)[number]
type Values = Record<Feature, number>
export type Known = Pick<Profile, 'monthly_income' | 'salary_day'>

/**
 * The features of a customer at `now` (naive seconds) in the order of FEATURES, rounded to 4 decimals. NaN where the
 * history is too short to tell; the model's medians stand in for those. Training and serving both come through here.
 */
export function computeFeatures(window: CustomerWindow, profile: Known | undefined, now: number): Float64Array {
  const values = signals(tally(window, now), profile)
  const weekAgo = signals(tally(window, now - 7 * DAY), profile)
  values.risk_velocity_7d = values.financial_stress_composite_score - weekAgo.financial_stress_composite_score
  const out = new Float64Array(FEATURES.length)
  for (let i = 0; i < out.length; i++) out[i] = Math.round(values[FEATURES[i]!] * 10_000) / 10_000
  return out
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))
const unit = (x: number) => (Number.isNaN(x) ? 0 : clamp(x, 0, 1))

function signals(t: Tally, profile: Known | undefined): Values {
  const { recent, before } = t
  // The span before the last 30 days, in units of 30 days; too little of it is no baseline.
  const months = (t.known - 30) / 30
  const usual = (of: (s: Span) => number) => (months < 0.45 ? Number.NaN : of(before) / months)
  const change = (of: (s: Span) => number) => percent(of(recent), usual(of))
  const perCash = (s: Span) => (s.cashCount ? s.cash / s.cashCount : Number.NaN)
  const salary = salaries(t, profile)
  const bills = billSignals(t)
  const discretionary7 =
    t.known < 20 ? Number.NaN : percent(t.discretionary7, (t.discretionary30Before7 * 7) / clamp(t.known - 7, 1, 30))
  const values: Values = {
    ...salary,
    ...bills,
    discretionary_spend_drop_7d_pct: discretionary7,
    discretionary_spend_drop_30d_pct: change((s) => s.discretionary),
    essential_spend_increase_pct: change((s) => s.essential),
    total_spend_change_30d_pct: change((s) => s.spent),
    merchant_diversity_drop_pct: t.known < 55 ? Number.NaN : percent(recent.merchants.size, t.merchantsBefore.size),
    avg_transaction_size_change_pct: percent(recent.spent / recent.debits, before.spent / before.debits),
    weekend_spending_drop_pct: change((s) => s.weekend),
    bill_payment_count_drop: clamp(usual((s) => s.bills) - recent.bills, -10, 10),
    failed_autodebit_count_30d: recent.failed,
    cash_withdrawal_frequency_change: recent.cashCount - usual((s) => s.cashCount),
    atm_withdrawal_size_increase_pct:
      recent.cashCount && before.cashCount ? percent(perCash(recent), perCash(before)) : 0,
    cash_reliance_ratio: recent.spent ? recent.cash / recent.spent : 0,
    transaction_frequency_drop_30d_pct: change((s) => s.count),
    inactive_days_last_30d: clamp(Math.min(30, Math.ceil(t.known)) - recent.activeDays, 0, 30),
    behavior_consistency_score: months < 0.45 ? Number.NaN : likeness(recent.byCategory, before.byCategory),
    behavioral_anomaly_count_30d: t.anomalies,
    financial_stress_composite_score: 0,
    risk_velocity_7d: 0,
  }
  values.financial_stress_composite_score =
    0.25 * unit(values.salary_delay_days / 15) +
    0.15 * unit(-values.salary_amount_deviation_pct / 50) +
    0.25 * unit(values.failed_autodebit_count_30d / 3) +
    0.1 * unit(-values.discretionary_spend_drop_30d_pct / 80) +
    0.1 * unit(values.cash_reliance_ratio / 0.5) +
    0.1 * unit((values.inactive_days_last_30d - 8) / 16) +
    0.05 * unit(-values.transaction_frequency_drop_30d_pct / 60)
  return values
}

/** Signed change in percent, at most ±500; NaN without a usual value. */
function percent(now: number, usual: number): number {
  if (Number.isNaN(now) || Number.isNaN(usual) || usual < 0.01) return Number.NaN
  return clamp((100 * (now - usual)) / usual, -100, 500)
}

function salaries(
  t: Tally,
  profile: Known | undefined,
): Pick<Values, 'salary_delay_days' | 'salary_amount_deviation_pct' | 'months_since_salary_miss'> {
  const last = t.salaries.at(-1)
  const payday = profile?.salary_day ?? (last && new Date(last.at * 1000).getUTCDate())
  const income = profile?.monthly_income ?? median(t.salaries)
  if (!payday || (!last && t.known < 35))
    return {
      salary_delay_days: Number.NaN,
      salary_amount_deviation_pct: Number.NaN,
      months_since_salary_miss: Number.NaN,
    }
  const due = lastDue(t.now, payday)
  const paid = t.salaries.find((s) => s.at >= due - 5 * DAY)
  let miss = 0
  while (miss < 3) {
    const then = lastDue(t.now, payday, miss)
    const since = t.now - t.known * DAY
    const over = then + 15 * DAY <= t.now && then - 5 * DAY >= since
    if (over && !t.salaries.some((s) => s.at >= then - 5 * DAY && s.at < then + 15 * DAY)) break
    miss++
  }
  return {
    salary_delay_days: clamp(((paid?.at ?? t.now) - due) / DAY, 0, 30),
    salary_amount_deviation_pct: last ? percent(last.amount, income) : -100,
    months_since_salary_miss: miss,
  }
}

function billSignals(
  t: Tally,
): Pick<
  Values,
  | 'utility_payment_lateness_score'
  | 'partial_payment_frequency'
  | 'payment_timing_shift_days'
  | 'payment_amount_undershoot_pct'
> {
  let shift = 0
  let shifts = 0
  let undershoot = 0
  let partial = 0
  let recent = 0
  let lateness = Number.NaN
  for (const [i, payments] of t.bills.entries()) {
    const last = payments.at(-1)
    if (!last) continue
    const waiting = (t.now - last.at) / DAY
    const previous = payments.at(-2)
    const gap = previous ? (last.at - previous.at) / DAY : Number.NaN
    const late = waiting > 31 ? waiting - 30.4 : gap - 30.4
    if (!Number.isNaN(late)) {
      shift += clamp(late, -30, 30)
      shifts++
    }
    if (i === 1) lateness = clamp((Math.max(waiting, Number.isNaN(gap) ? 0 : gap) - 31.5) / 15, 0, 1)
    const fair = median(payments)
    for (const payment of payments) {
      if (t.now - payment.at >= 30 * DAY) continue
      recent++
      undershoot += Math.min(0, percent(payment.amount, fair))
      if (payment.amount < 0.85 * fair) partial++
    }
  }
  return {
    utility_payment_lateness_score: lateness,
    partial_payment_frequency: recent ? partial / recent : 0,
    payment_timing_shift_days: shifts ? shift / shifts : Number.NaN,
    payment_amount_undershoot_pct: recent ? undershoot / recent : 0,
  }
}

function median(payments: Payment[]): number {
  if (!payments.length) return Number.NaN
  const amounts = payments.map((p) => p.amount).sort((a, b) => a - b)
  const middle = amounts.length >> 1
  return amounts.length % 2 ? amounts[middle]! : (amounts[middle - 1]! + amounts[middle]!) / 2
}

/** Cosine of two spending profiles, 0..1; NaN when one of them is empty. */
function likeness(a: Float64Array, b: Float64Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  return aa && bb ? dot / Math.sqrt(aa * bb) : Number.NaN
}
