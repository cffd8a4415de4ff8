import { createRandom, mix, type Random, seededUuid } from '../random.ts'
import { BILLS, type Profile } from './transaction.ts'

export interface Bill {
  category: (typeof BILLS)[number]
  /** Day of month, 1..28. */
  day: number
  amount: number
  merchant: string
  /** Share the amount varies by from month to month. */
  wobble: number
}

/** What does not change about a simulated customer. Amounts are currency units. */
export interface Person {
  profile: Profile
  bills: Bill[]
  /** Purchases on an ordinary weekday. */
  pace: number
  /** Money for one purchase, on average. */
  purchase: number
  merchants: string[]
  /** Cash withdrawals a day in good times. */
  cash: number
  /** 0..1: how soon they notice trouble and spend less. */
  caution: number
  /** Chance a day that trouble begins. */
  fragility: number
  /** Months of income they like to keep. */
  cushion: number
}

const brackets = [
  { name: 'low', from: 20_000, to: 40_000 },
  { name: 'medium', from: 40_000, to: 80_000 },
  { name: 'high', from: 80_000, to: 150_000 },
  { name: 'very_high', from: 150_000, to: 500_000 },
] as const
const bracketWeights = [0.3, 0.4, 0.2, 0.1]
const billShares: Record<(typeof BILLS)[number], [number, number]> = {
  rent: [0.25, 0.38],
  utilities: [0.03, 0.06],
  insurance: [0.02, 0.05],
  education: [0.05, 0.12],
}

const money = (amount: number) => Math.round(amount * 100) / 100
const four = (random: Random) => String(random.whole(1000, 9999))

/** Customer `index` of the population with this seed: always the same person. */
export function createPerson(seed: number, index: number): Person {
  const random = createRandom(mix(seed, index, 101))
  const bracket = brackets[random.weighted(bracketWeights)]!
  const income = Math.round(random.between(bracket.from, bracket.to) / 100) * 100
  const profile: Profile = {
    customer_id: seededUuid(seed, index),
    salary_day: random.chance(0.4) ? random.pick([1, 5, 25, 28]) : random.whole(1, 28),
    monthly_income: income,
    income_bracket: bracket.name,
    account_age_days: Math.round(90 + 3600 * random.next() ** 1.5),
    account_type: (['salary', 'savings', 'current'] as const)[random.weighted([0.6, 0.25, 0.15])]!,
  }
  const bills: Bill[] = []
  for (const category of BILLS) {
    if (category === 'education' && !random.chance(0.35)) continue
    const [low, high] = billShares[category]
    bills.push({
      category,
      day: ((profile.salary_day + random.whole(0, 20)) % 28) + 1,
      amount: money(income * random.between(low, high)),
      merchant: `${category.toUpperCase()}_${four(random)}`,
      wobble: category === 'utilities' ? 0.15 : 0.01,
    })
  }
  const fixed = bills.reduce((sum, bill) => sum + bill.amount, 0)
  const pace = random.between(0.5, 0.9)
  const left = income * (1 - random.between(0.01, 0.13)) - fixed
  return {
    profile,
    bills,
    pace,
    purchase: left / (pace * 30 * 1.12 + 2.5),
    merchants: Array.from({ length: random.whole(6, 18) }, () => four(random)),
    cash: random.between(0.01, 0.09),
    caution: random.next(),
    fragility: Math.min(0.03, 0.0088 * Math.exp(random.normal(0, 1))),
    cushion: Math.min(8, Math.exp(random.normal(-1.0, 0.75))),
  }
}
