import { parseJson } from '#lib/feed/parse.ts'
import type { Log } from '#server/log.ts'
import type { Raw, Sink } from '#server/ports.ts'
import { createDeadLetters } from '../dead-letter.ts'

export interface Dead {
  raw: Raw
  cause: string
}
export interface Graves {
  /** Puts records aside with cause, origin and bytes; in the bot's own dead-letter form too, where that topic exists. */
  bury: (dead: Dead[]) => Promise<void>
  count: () => number
}

/** How long it is believed that the bot's dead-letter topic is (not) there. */
const believedMs = 60_000

/** Two places: Milena's dead letters with the bytes, and the topic on which the bot's own people look. */
export function createGraves(deps: {
  sink: Pick<Sink, 'send'>
  latestOffsets: (topics: string[]) => Promise<{ topic: string }[]>
  topic: string
  group: string
  log: Log
}): Graves {
  const own = createDeadLetters(deps.sink, deps.log, deps.group)
  let known = { there: false, at: Number.NEGATIVE_INFINITY }

  const there = async (): Promise<boolean> => {
    if (Date.now() - known.at < believedMs) return known.there
    const found = await deps.latestOffsets([deps.topic])
    known = { there: found.length > 0, at: Date.now() }
    return known.there
  }
  return {
    count: own.count,
    async bury(dead) {
      if (!dead.length) return
      await own.bury(dead)
      if (!(await there())) return
      await deps.sink.send(
        dead.map(({ raw, cause }) => ({ topic: deps.topic, key: null, value: JSON.stringify(letter(raw, cause)) })),
      )
    },
  }
}

/** As the bot's processor writes it: the time is a JSON text inside the text. Where the record stands is told besides, so that nobody counts it twice. */
function letter(raw: Raw, cause: string) {
  const parsed = raw.value ? parseJson(raw.value) : undefined
  return {
    original_topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    message: parsed?.ok ? parsed.value : (raw.value?.toString('utf8') ?? null),
    error: cause,
    timestamp: JSON.stringify(new Date().toISOString()),
  }
}
