import { createRandom, mix, type Random } from '../random.ts'
import { type DayOfLife, dayOfLife, naive } from './calendar.ts'
import { type Fortune, startFortune, turn } from './fortune.ts'
import type { Bill, Person } from './population.ts'
import type { Transaction } from './transaction.ts'

/** A payment that is due again: a failed autodebit is retried, a late salary still comes. */
interface Due {
  day: number
  bill: Bill
  tries: number
}

export interface Life {
  person: Person
  fortune: Fortune
  /** Lives one day: what the bank sees of it, in the order of time. Days must be lived in order. */
  live: (day: DayOfLife) => Transaction[]
  /** Autodebits that failed for want of money, by day index: the truth behind the label, never published. */
  missed: number[]
}

const purchases = ['groceries', 'shopping', 'dining', 'transport', 'entertainment', 'healthcare'] as const
const weekdayMix = [0.34, 0.14, 0.17, 0.22, 0.08, 0.05]
const weekendMix = [0.28, 0.22, 0.24, 0.08, 0.15, 0.03]
/** How much of the usual money one purchase of each kind takes. */
const size = [1.05, 1.6, 0.7, 0.5, 0.9, 1.4]

/** Days lived before the records begin, so that on the first day some are already in trouble and some are out of it again. */
const BEFORE = 150

/** A customer whose records begin with day 0. The same seed and index live the same life. */
export function createLife(person: Person, seed: number, index: number): Life {
  const random = createRandom(mix(seed, index, 202))
  const fortune = startFortune()
  const { profile } = person
  const overdraft = profile.monthly_income * random.between(0, 0.08)
  let balance = profile.monthly_income * person.cushion * random.between(0.5, 1.2)
  let dues: Due[] = []
  let salaries: { day: number; amount: number }[] = []
  let awayUntil = -1
  /** Months a reduced instalment was agreed for. */
  let planUntil = -1
  const missed: number[] = []
  let out: { at: number; txn: Transaction }[] = []

  function record(
    day: DayOfLife,
    hours: [number, number],
    txn: Pick<Transaction, 'amount' | 'txn_type' | 'category' | 'channel' | 'merchant_id' | 'is_failed'>,
  ) {
    const at = day.start + Math.floor(random.between(hours[0], hours[1]) * 3600)
    const amount = Math.max(1, Math.round(txn.amount * 100) / 100)
    out.push({ at, txn: { customer_id: profile.customer_id, txn_time: naive(at), ...txn, amount } })
  }

  function salary(day: DayOfLife) {
    if (day.dayOfMonth === Math.min(profile.salary_day, day.monthLength)) {
      const hurt = fortune.kind === 'job' ? fortune.severity : fortune.kind === 'illness' ? fortune.severity * 0.5 : 0
      const missing = random.chance(hurt > 0.55 ? (hurt - 0.45) * 0.9 : 0)
      const short = random.chance(hurt * 1.2) ? 1 - hurt * random.between(0.3, 0.95) : 1
      const late = random.chance(0.03 + hurt * 0.6)
        ? random.whole(2, 4 + Math.round(hurt * 12))
        : random.chance(0.3)
          ? 1
          : 0
      const bonus = random.chance(0.02) ? random.between(1.2, 2) : 1
      if (!missing)
        salaries.push({
          day: day.index + late,
          amount: profile.monthly_income * short * bonus * random.normal(1, 0.015),
        })
    }
    for (const due of salaries.filter((s) => s.day <= day.index)) {
      record(day, [9, 11], {
        amount: due.amount,
        txn_type: 'credit',
        category: 'salary',
        channel: 'transfer',
        merchant_id: `EMPLOYER_${1000 + (mix(index, 7) % 9000)}`,
      })
      balance += due.amount
    }
    salaries = salaries.filter((s) => s.day > day.index)
    // Help from family, refunds and interest are noise the model must live with.
    if (balance < 0.05 * profile.monthly_income && random.chance(0.012))
      credit(day, 'transfer', profile.monthly_income * random.between(0.1, 0.5))
    if (random.chance(0.006)) credit(day, 'refund', person.purchase * random.between(0.3, 1.2))
    if (day.dayOfMonth === 1 && balance > profile.monthly_income) credit(day, 'interest', balance * 0.002)
  }

  function credit(day: DayOfLife, category: string, amount: number) {
    record(day, [10, 20], {
      amount,
      txn_type: 'credit',
      category,
      channel: category === 'transfer' ? 'mobile' : 'online',
      merchant_id: `MERCH_${random.whole(1000, 9999)}`,
    })
    balance += amount
  }

  function pay(day: DayOfLife, bill: Bill, tries: number) {
    const planned = day.index < planUntil ? 0.6 : 1
    const amount = bill.amount * planned * (1 + bill.wobble * random.normal())
    const broke = balance + overdraft < amount
    const failed = broke || random.chance(0.003)
    record(day, [11, 15], {
      amount,
      txn_type: 'debit',
      category: bill.category,
      channel: 'online',
      merchant_id: bill.merchant,
      is_failed: failed,
    })
    if (!failed) {
      balance -= amount
      return
    }
    if (broke) missed.push(day.index)
    if (tries < 2) dues.push({ day: day.index + random.whole(3, 6), bill, tries: tries + 1 })
    else if (random.chance(0.25)) planUntil = day.index + 60
  }

  function spend(day: DayOfLife) {
    const weekend = day.weekday === 0 || day.weekday === 6
    const poor = Math.max(0, 1 - balance / (0.25 * profile.monthly_income))
    const worry = Math.min(1, fortune.severity * person.caution + 0.5 * poor * (0.3 + 0.7 * person.caution))
    if (day.index > awayUntil && random.chance(0.004)) awayUntil = day.index + random.whole(5, 14)
    const away = day.index <= awayUntil
    let expected = person.pace * (weekend ? 1.4 : 1) * (1 - 0.7 * worry) * (away ? 0.2 : 1)
    while (expected > 0 && random.chance(Math.min(0.9, expected))) {
      expected -= 0.9
      const kind = random.weighted(weekend ? weekendMix : weekdayMix)
      // The worried still eat, but leave out what can be left out.
      if (kind > 0 && kind < 5 && random.chance(worry * 0.5)) continue
      const ill = purchases[kind] === 'healthcare' && fortune.kind === 'illness' ? 1 + 3 * fortune.severity : 1
      const amount = person.purchase * size[kind]! * ill * Math.exp(random.normal(-0.12, 0.5)) * (1 - 0.3 * worry)
      buy(day, purchases[kind]!, amount, random)
    }
    if (fortune.kind === 'illness' && random.chance(fortune.severity * 0.12))
      buy(day, 'healthcare', person.purchase * random.between(1.5, 4), random)
    if (random.chance(0.003)) buy(day, 'shopping', profile.monthly_income * random.between(0.1, 0.5), random)
    withdraw(day)
  }

  function buy(day: DayOfLife, category: string, amount: number, dice: Random) {
    if (balance + overdraft < amount) return
    const known = dice.chance(0.85) ? dice.pick(person.merchants) : String(dice.whole(1000, 9999))
    const channel = (['pos', 'online', 'mobile'] as const)[
      dice.weighted(category === 'shopping' ? [0.4, 0.4, 0.2] : [0.65, 0.15, 0.2])
    ]!
    record(day, [8, 22], {
      amount,
      txn_type: 'debit',
      category,
      channel,
      merchant_id: `${category.toUpperCase()}_${known}`,
    })
    balance -= amount
  }

  function withdraw(day: DayOfLife) {
    const drawn = fortune.kind === 'debt' ? fortune.severity : fortune.severity * 0.35
    if (!random.chance(person.cash + 0.22 * drawn)) return
    const amount = profile.monthly_income * (random.between(0.015, 0.05) + 0.09 * drawn * random.next())
    if (balance + overdraft < amount) return
    record(day, [8, 21], {
      amount: Math.max(100, Math.round(amount / 100) * 100),
      txn_type: 'debit',
      category: random.chance(0.8) ? 'shopping' : 'transport',
      channel: random.chance(0.95) ? 'atm' : 'branch',
      merchant_id: `ATM_${random.whole(1000, 1040)}`,
    })
    balance -= amount
  }

  const life: Life = {
    person,
    fortune,
    missed,
    live(day) {
      out = []
      turn(fortune, person, random)
      salary(day)
      const now = dues.filter((due) => due.day <= day.index)
      dues = dues.filter((due) => due.day > day.index)
      for (const due of now) pay(day, due.bill, due.tries)
      for (const bill of person.bills) if (bill.day === day.dayOfMonth) pay(day, bill, 0)
      spend(day)
      // What is over goes to investments the bank does not see, so that cushions do not grow without end.
      balance = Math.min(balance, profile.monthly_income * (person.cushion + 0.6))
      return out.sort((a, b) => a.at - b.at).map((o) => o.txn)
    },
  }
  for (let day = -BEFORE; day < 0; day++) life.live(dayOfLife(day))
  return life
}
