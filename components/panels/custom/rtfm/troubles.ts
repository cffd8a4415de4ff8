import type { Row, TailRow } from '#lib/protocol.ts'
import type { DeadLetter, Question } from '#lib/rtfm/messages.ts'
import { topicOf } from '#lib/systems/index.ts'

export interface Trouble {
  kind: 'dead letter' | 'error reply' | 'unreadable'
  cause: string
  n: number
  newest: number
  /** The newest of them. */
  topic: string
  place: string
}

/** By kind and cause, the newest first. */
function byCause(found: Omit<Trouble, 'n'>[]): Trouble[] {
  const all = new Map<string, Trouble>()
  for (const one of found) {
    const k = `${one.kind}\n${one.cause}`
    const known = all.get(k)
    if (!known) all.set(k, { ...one, n: 1 })
    else {
      known.n++
      if (one.newest > known.newest) Object.assign(known, { newest: one.newest, topic: one.topic, place: one.place })
    }
  }
  return [...all.values()].sort((a, b) => b.newest - a.newest)
}

/** What went wrong, each record once: one that was put aside mostly cannot be read here either, and its letter tells where it stood. */
export function troublesOf(found: {
  letters: readonly Row<TailRow<DeadLetter>>[]
  /** Questions whose answer is an apology. */
  questions: readonly Question[]
  /** Records of the system's topics that do not meet their contract. */
  bad: readonly Row<TailRow>[]
  /** Of the bot's answers. */
  answers: string
}): Trouble[] {
  const aside = new Map<string, Omit<Trouble, 'n'>>()
  for (const { v } of found.letters) {
    if (!v.m) continue
    const { original_topic: topic, partition, offset, error } = v.m
    const here = { topic: v.topic, place: `${v.p}/${v.o}` }
    // A letter of the bot's own processor does not say where: it stands for itself.
    const origin = partition == null || offset == null ? `letter ${here.place}` : `${topic}/${partition}/${offset}`
    aside.set(origin, {
      kind: 'dead letter',
      cause: `${error ?? 'no reason given'} (${titleOf(topic)})`,
      newest: v.t,
      ...here,
    })
  }
  const apologies = found.questions.flatMap((m) =>
    m.trouble && m.answered_in
      ? [
          {
            kind: 'error reply' as const,
            cause: m.trouble,
            newest: m.answered_at ?? 0,
            topic: found.answers,
            place: m.answered_in,
          },
        ]
      : [],
  )
  const unreadable = found.bad.flatMap(({ v }) =>
    v.bad && !aside.has(`${v.topic}/${v.p}/${v.o}`)
      ? [
          {
            kind: 'unreadable' as const,
            cause: `${v.bad.detail || v.bad.cause} (${titleOf(v.topic)})`,
            newest: v.t,
            topic: v.topic,
            place: `${v.p}/${v.o}`,
          },
        ]
      : [],
  )
  return byCause([...aside.values(), ...apologies, ...unreadable])
}

const titleOf = (topic: string): string => topicOf(topic)?.topic.title.toLowerCase() ?? topic
