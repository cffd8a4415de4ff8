import type { AlertRow } from '#lib/protocol.ts'
import type { Shelf, Silence } from './shelf.ts'

export interface Silences {
  all: () => Silence[]
  /** The silence over a subject of a rule, the one that lasts longest. */
  over: (rule: string, subject: string) => AlertRow['silence']
  add: (silence: Silence) => void
  /** Ends those that cover the subject, or with `null` all of the rule; answers them. */
  end: (rule: string, subject: string | null) => Silence[]
  remove: (id: string) => void
  /** Takes out those whose time is over; answers them. */
  expire: (now: number) => Silence[]
}

/** Who asked not to be interrupted by what, and until when. */
export function createSilences(shelf: Shelf): Silences {
  const all = new Map(shelf.silences().map((silence) => [silence.id, silence]))
  const covers = (s: Silence, rule: string, subject: string) =>
    (s.rule === null || s.rule === rule) && (s.subject === null || s.subject === subject)
  const remove = (id: string) => {
    all.delete(id)
    shelf.dropSilence(id)
  }
  return {
    all: () => [...all.values()],
    over: (rule, subject) => {
      let longest: Silence | undefined
      for (const silence of all.values())
        if (covers(silence, rule, subject) && silence.until > (longest?.until ?? 0)) longest = silence
      return longest ? { by: longest.by, until: longest.until } : null
    },
    add: (silence) => {
      all.set(silence.id, silence)
      shelf.addSilence(silence)
    },
    end: (rule, subject) => {
      const ended = [...all.values()].filter((silence) =>
        subject === null ? silence.rule === rule : covers(silence, rule, subject),
      )
      for (const { id } of ended) remove(id)
      return ended
    },
    remove,
    expire: (now) => {
      const ended = [...all.values()].filter((silence) => silence.until <= now)
      for (const { id } of ended) remove(id)
      return ended
    },
  }
}
