import { isObject, toNumber } from '../wire.ts'

/** The model's features in the words of a collections team. */
interface Words {
  title: string
  unit?: '%' | 'd' | 'months'
  /** What a value says: "salary 6 days late". NaN when the service sent no usable number. */
  say: (value: number) => string
}

/** The newest service cuts values at ±9.9999: the direction is then still true, the size is not. */
const isCut = (value: number): boolean => Math.abs(value) >= 9.9999 && Math.abs(value) < 10
const round = (value: number, digits = 0): string => String(Number(Math.abs(value).toFixed(digits)))
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${round(value, Math.abs(value) < 1 ? 1 : 0)}`
const plural = (value: number, one: string): string => `${round(value)} ${one}${round(value) === '1' ? '' : 's'}`
const atLeast = (value: number): string => (isCut(value) ? 'over ' : '')

const change = (title: string, noun = title): Words => ({
  title,
  unit: '%',
  say: (v) => {
    if (!Number.isFinite(v) || isCut(v)) return `${noun} ${v > 0 ? 'rising' : 'falling'}`
    return v === 0 ? `${noun} unchanged` : v <= -100 ? `${noun} gone` : `${noun} ${signed(v)} %`
  },
})
const count = (title: string, one: string): Words => ({
  title,
  say: (v) => (Number.isFinite(v) ? `${atLeast(v)}${plural(v, one)}` : title),
})
const days = (title: string, say: Words['say']): Words => ({ title, unit: 'd', say })
const level = (title: string, say: (v: number) => string): Words => ({ title, say })

const features: Record<string, Words> = {
  salary_delay_days: days('salary delay', (v) =>
    v > 0 ? `salary ${atLeast(v)}${plural(v, 'day')} late` : 'salary on time',
  ),
  salary_amount_deviation_pct: change('salary against usual', 'salary'),
  months_since_salary_miss: {
    title: 'months since a missed salary',
    unit: 'months',
    say: (v) => (Number.isFinite(v) ? `salary missed ${atLeast(v)}${plural(v, 'month')} ago` : 'salary missed'),
  },
  savings_drawdown_7d_pct: change('savings drawdown, 7 d', 'savings this week'),
  savings_drawdown_14d_pct: change('savings drawdown, 14 d', 'savings in 14 d'),
  savings_drawdown_30d_pct: change('savings drawdown, 30 d', 'savings'),
  balance_volatility_30d: level('balance volatility, 30 d', () => 'balance unsteady'),
  days_below_minimum_balance_30d: days('days below minimum balance, 30 d', (v) =>
    v > 0 ? `${atLeast(v)}${plural(v, 'day')} below minimum balance` : 'above minimum balance',
  ),
  discretionary_spend_drop_7d_pct: change('discretionary spend, 7 d', 'discretionary spend this week'),
  discretionary_spend_drop_30d_pct: change('discretionary spend, 30 d', 'discretionary spend'),
  essential_spend_increase_pct: change('essential spend'),
  total_spend_change_30d_pct: change('total spend, 30 d', 'total spend'),
  merchant_diversity_drop_pct: change('merchant diversity'),
  avg_transaction_size_change_pct: change('transaction size'),
  weekend_spending_drop_pct: change('weekend spend'),
  utility_payment_lateness_score: level('utility payment lateness', (v) =>
    v > 0 ? 'utility paid late' : 'utility paid on time',
  ),
  bill_payment_count_drop: level('fewer bills paid', (v) =>
    v > 0 ? `${atLeast(v)}${plural(v, 'bill')} fewer paid` : 'bills paid as usual',
  ),
  failed_autodebit_count_30d: level('failed debits, 30 d', (v) =>
    v > 0 ? (v === 1 ? 'failed debit' : `failed debit ×${round(v)}`) : 'no failed debit',
  ),
  partial_payment_frequency: level('partial payments', (v) => (v > 0 ? 'partial payments' : 'paid in full')),
  payment_timing_shift_days: days('payment timing', (v) =>
    v === 0 ? 'payments on the usual day' : `payments ${atLeast(v)}${plural(v, 'day')} ${v < 0 ? 'earlier' : 'later'}`,
  ),
  payment_amount_undershoot_pct: change('payment amounts against due', 'payments against due'),
  cash_withdrawal_frequency_change: level('cash withdrawals', (v) =>
    v > 0 ? 'more cash withdrawals' : v < 0 ? 'fewer cash withdrawals' : 'cash withdrawals as usual',
  ),
  atm_withdrawal_size_increase_pct: change('ATM withdrawal size', 'ATM withdrawals'),
  cash_reliance_ratio: level('cash reliance', (v) =>
    v >= 0 && v <= 1 ? `cash reliance ${round(v * 100)} %` : 'cash reliance',
  ),
  transaction_frequency_drop_30d_pct: change('transaction frequency, 30 d', 'transactions'),
  inactive_days_last_30d: days('inactive days, 30 d', (v) => `${atLeast(v)}${plural(v, 'inactive day')}`),
  behavior_consistency_score: level('likeness to usual behaviour', (v) =>
    v < 0.5 ? 'unlike usual behaviour' : 'usual behaviour',
  ),
  financial_stress_composite_score: level('financial stress', (v) =>
    Number.isFinite(v) ? `financial stress ${round(v, 2)}` : 'financial stress',
  ),
  risk_velocity_7d: level('risk velocity, 7 d', (v) =>
    v > 0 ? 'stress rising' : v < 0 ? 'stress easing' : 'stress steady',
  ),
  behavioral_anomaly_count_30d: { ...count('odd transactions, 30 d', 'odd transaction') },
}

const own = (feature: string): Words | undefined => (Object.hasOwn(features, feature) ? features[feature] : undefined)

/** "failed_autodebit_count_30d" → "failed debits, 30 d". An unknown feature is its name with spaces. */
export const featureTitle = (feature: string): string => own(feature)?.title ?? feature.replaceAll('_', ' ')
/** The unit of a feature's value, if it has one. */
export const featureUnit = (feature: string): string | undefined => own(feature)?.unit

/** What a feature's value says of the customer, in a few words: "salary 6 days late". */
export function featurePhrase(feature: string, value: unknown): string {
  const v = toNumber(value)
  const words = own(feature)
  if (words) return words.say(v)
  return Number.isFinite(v) ? `${featureTitle(feature)} ${round(v, 2)}` : featureTitle(feature)
}

/** A feature's value for a table: "−41 %", "6 d", "3". */
export function featureValue(feature: string, value: unknown): string {
  const v = toNumber(value)
  if (!Number.isFinite(v)) return '–'
  const unit = featureUnit(feature)
  const text = `${v < 0 ? '−' : ''}${round(v, Math.abs(v) < 10 ? 2 : 0)}`
  return unit ? `${text} ${unit}` : text
}

export interface Driver {
  feature: string
  value: unknown
  /** What it adds to the score; null when the service only sent feature values. */
  impact: number | null
}

/** What a prediction rests on, strongest first: the explanation's drivers, or the largest feature values where there is none. */
export function driversOf(prediction: unknown): Driver[] {
  if (!isObject(prediction)) return []
  const explained = isObject(prediction.explanation) ? prediction.explanation.top_drivers : undefined
  const list = Array.isArray(explained) && explained.length ? explained : prediction.top_features
  if (!Array.isArray(list)) return []
  const drivers: Driver[] = []
  for (const item of list) {
    if (!isObject(item) || typeof item.feature !== 'string') continue
    const impact = toNumber(item.impact)
    drivers.push({ feature: item.feature, value: item.value, impact: Number.isFinite(impact) ? impact : null })
  }
  return drivers.sort((a, b) => Math.abs(b.impact ?? 0) - Math.abs(a.impact ?? 0))
}

/** Made of other features, so they say that something is wrong but not what. */
const composite = new Set(['financial_stress_composite_score', 'risk_velocity_7d', 'behavior_consistency_score'])

/** The two strongest reasons for a risk, in words: "savings −41 %, failed debit ×3". Reasons one can act on come before composite scores. */
export function drives(prediction: unknown): string {
  const drivers = driversOf(prediction)
  const up = drivers.filter((d) => d.impact === null || d.impact > 0)
  const reasons = up.length ? up : drivers
  return [...reasons.filter((d) => !composite.has(d.feature)), ...reasons.filter((d) => composite.has(d.feature))]
    .slice(0, 2)
    .map((d) => featurePhrase(d.feature, d.value))
    .join(', ')
}
