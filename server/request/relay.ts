import type { Log } from '#server/log.ts'
import type { Clock } from '#server/store/clock.ts'
import type { Kind, Letter, Outbox } from './outbox.ts'

/** What came of one letter. `again`: the road is down, keep the letter and all behind it (`doubtful`: it may have arrived all the same); `refused`: it can never be delivered. */
export type Outcome<R> = { sent: R } | { again: string; doubtful?: boolean } | { refused: string }

export interface Carrier<R> {
  kinds: Kind[]
  /** How many letters of one road may be under way together; they are handed over in order. */
  together: number
  /** One outcome per letter, in order. Never throws. */
  deliver: (road: string, letters: Letter[]) => Promise<Outcome<R>[]>
  /** Called right before an attempt, and with each outcome. `settled` runs before the letter leaves the outbox, in `commit`'s transaction. */
  starting: (letter: Letter) => void
  settled: (letter: Letter, outcome: { sent: R } | { refused: string }) => void
  delayed: (letter: Letter, why: string, tries: number) => void
  commit: (work: () => void) => void
  /** Roads that must wait though they are not down. */
  held?: () => string[]
}

export interface Relay {
  /** Something new to deliver. */
  kick: () => void
  /** The other side is back: forget the waiting times. */
  wake: () => void
  /** Under way at this moment. */
  busy: (requestId: string) => boolean
  /** Stops taking letters and waits for those under way, at most this long. */
  close: (withinMs: number) => Promise<void>
}

const backoff = (tries: number): number =>
  Math.min(30_000, 200 * 2 ** Math.min(tries - 1, 12)) * (0.5 + Math.random() / 2)

/**
 * Carries the outbox away: order is kept per road (and so per key), one hand-over under way per road, endless retry with backoff 0.2–30 s and jitter.
 * A letter leaves the outbox only after it was delivered and its outcome recorded; killed in between, it is still there after the restart:
 * whether it arrived is for the carrier to find out (`held`) before it is handed over again under the same `x-request-id`.
 */
export function createRelay<R>({
  outbox,
  carrier,
  clock,
  log,
}: {
  outbox: Outbox
  carrier: Carrier<R>
  clock: Clock
  log: Log
}): Relay {
  const down = new Map<string, { tries: number; until: number }>()
  const underWay = new Map<string, Set<string>>()
  let cancelTimer = () => {}
  let closed = false
  let idle = () => {}

  const carry = async (road: string, letters: Letter[]): Promise<void> => {
    for (const letter of letters) carrier.starting(letter)
    const outcomes = await carrier.deliver(road, letters)
    const settled: number[] = []
    const record = () => {
      for (const [i, letter] of letters.entries()) {
        const outcome = outcomes[i] ?? { again: 'no outcome' }
        if ('again' in outcome) continue
        settled.push(letter.seq)
        carrier.settled(letter, outcome)
      }
      outbox.done(settled)
    }
    try {
      carrier.commit(record)
    } catch (error) {
      outbox.hide(settled)
      log.error({ err: error, road }, 'delivered, but the data folder did not take the note of it')
    }
    const kept = letters.filter((letter) => !settled.includes(letter.seq))
    if (!kept.length) {
      down.delete(road)
      return
    }
    const tries = (down.get(road)?.tries ?? 0) + 1
    down.set(road, { tries, until: clock.now() + backoff(tries) })
    const why = outcomes.find((outcome): outcome is { again: string } => 'again' in outcome)?.again ?? 'no outcome'
    for (const letter of kept) carrier.delayed(letter, why, tries)
  }

  const run = (): void => {
    cancelTimer()
    if (closed) return
    const now = clock.now()
    const not = () => [
      ...(carrier.held?.() ?? []),
      ...underWay.keys(),
      ...[...down].filter(([, d]) => d.until > now).map(([road]) => road),
    ]
    for (;;) {
      const rows = outbox.take({ kinds: carrier.kinds, not: not(), limit: carrier.together })
      const road = rows[0]?.road
      if (road === undefined) break
      const letters = rows.filter((row) => row.road === road)
      underWay.set(road, new Set(letters.flatMap((letter) => letter.requestId ?? [])))
      carry(road, letters)
        .catch((error) => {
          log.error({ err: error, road }, 'an attempt to deliver failed unexpectedly; it is made again')
          down.set(road, { tries: 5, until: clock.now() + backoff(5) })
        })
        .finally(() => {
          underWay.delete(road)
          if (!underWay.size) idle()
          kick()
        })
    }
    const next = Math.min(...[...down.values()].map((d) => d.until).filter((until) => until > now))
    if (Number.isFinite(next)) cancelTimer = clock.after(next - now, kick)
  }

  const kick = (): void => {
    try {
      run()
    } catch (error) {
      log.error({ err: error }, 'the outbox cannot be read; tried again in a second')
      cancelTimer = clock.after(1_000, kick)
    }
  }

  return {
    kick,
    wake: () => {
      for (const road of down.values()) road.until = 0
      kick()
    },
    busy: (requestId) => [...underWay.values()].some((ids) => ids.has(requestId)),
    close: async (withinMs) => {
      closed = true
      cancelTimer()
      if (!underWay.size) return
      await new Promise<void>((done) => {
        idle = done
        // A broker that hangs must not hold up the end; what is unsettled stays in the outbox.
        clock.after(withinMs, done)
      })
    },
  }
}
