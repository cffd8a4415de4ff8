/** Naive time: seconds since 1970-01-01T00:00:00 of a calendar without zone, as the systems write it. */
export const DAY = 86_400

/** First day the simulator lives through: a Monday, a few years back. */
export const SIMULATION_START = Date.UTC(2023, 0, 2) / 1000

/** "2026-02-19T10:30:00[.123456][Z|±hh:mm]" or with a space → naive seconds; an offset is dropped, as the origin does. NaN if it is not a time. */
export function parseNaive(text: string): number {
  const m = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?$/.exec(text)
  if (!m) return Number.NaN
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])]
  const [hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
    return Number.NaN
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + Number(m[7] ?? 0)
}

/** Naive seconds → "2026-02-19T10:30:00". */
export const naive = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19)

/** The wall clock in local time without zone, to the millisecond, as Python's datetime.now().isoformat() reads. */
export function localNaive(now: Date = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, -1)
}

/** What a naive local timestamp was on this machine, epoch ms. */
export const localMs = (text: string): number => new Date(text.replace(' ', 'T')).getTime()

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

export interface DayOfLife {
  /** Days since SIMULATION_START. */
  index: number
  /** Naive seconds of its midnight. */
  start: number
  dayOfMonth: number
  monthLength: number
  /** 0 = Sunday. */
  weekday: number
}

export function dayOfLife(index: number): DayOfLife {
  const start = SIMULATION_START + index * DAY
  const date = new Date(start * 1000)
  const monthLength = daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1)
  return { index, start, dayOfMonth: date.getUTCDate(), monthLength, weekday: date.getUTCDay() }
}

/** The latest midnight ≤ `now` that falls on `day` of its month (the month's last day where it is shorter), `back` months before. */
export function lastDue(now: number, day: number, back = 0): number {
  const date = new Date(now * 1000)
  let month = date.getUTCFullYear() * 12 + date.getUTCMonth() - back
  const at = (m: number) => {
    const year = Math.floor(m / 12)
    return Date.UTC(year, m % 12, Math.min(day, daysInMonth(year, (m % 12) + 1))) / 1000
  }
  if (at(month + back) > now) month -= 1
  return at(month)
}
