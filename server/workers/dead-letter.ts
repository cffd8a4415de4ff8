import type { z } from 'zod'
import { type DeadLetter, deadLetters as topic } from '#lib/own-topics.ts'
import type { Log } from '#server/log.ts'
import type { Outgoing, Raw, Sink } from '#server/ports.ts'

export interface DeadLetters {
  /** Counts a record that cannot be used and puts it on the dead-letter topic where that exists; never rejects for a topic that does not, but does while Kafka is away. */
  bury: (dead: { raw: Raw; cause: string }[]) => Promise<void>
  count: () => number
}

/** Dead letters of one consumer group: several groups read the same topic, and each puts aside what it cannot use. */
export function createDeadLetters(sink: Pick<Sink, 'send'>, log: Log, group: string): DeadLetters {
  let count = 0
  return {
    count: () => count,
    async bury(dead) {
      if (!dead.length) return
      count += dead.length
      log.warn(
        { group, n: dead.length, cause: dead[0]!.cause, topic: dead[0]!.raw.topic, offset: dead[0]!.raw.offset },
        'records that cannot be read',
      )
      try {
        await sink.send(dead.map((one) => letter(one, group)))
      } catch (error) {
        // Kafka is away: nothing may be committed over a record that is written down nowhere.
        if ((error as { retriable?: boolean }).retriable) throw error
        // Without the topic, or the right to write to it, the count and the line above are all that is kept.
        log.warn({ cause: error instanceof Error ? error.message : String(error) }, 'dead letters not written')
      }
    },
  }
}

function letter({ raw, cause }: { raw: Raw; cause: string }, group: string): Outgoing {
  const value: z.infer<typeof DeadLetter> = {
    cause,
    group,
    origin_topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    key: raw.key?.toString('utf8') ?? null,
    value_base64: raw.value?.toString('base64') ?? null,
    time: new Date(raw.timestamp).toISOString(),
  }
  return { topic: topic.name, key: `${raw.topic}/${raw.partition}/${raw.offset}`, value: JSON.stringify(value) }
}
