import { questionIn } from '#lib/rtfm/trigger.ts'
import { naiveUtc } from '#lib/wire.ts'
import type { Outgoing } from '#server/ports.ts'
import { type Random, seededUuid } from '../../random.ts'
import type { Topics } from '../topics.ts'
import type { Line } from './chat.ts'
import { channels } from './scenes.ts'
import { people } from './world.ts'

const epoch = 1_420_070_400_000n

/** Ids as Discord makes them: milliseconds, then a counter. Larger than JavaScript's whole numbers, so text. */
export const snowflake = (at: number, counter: number): string =>
  String(((BigInt(Math.max(0, Math.floor(at))) - epoch) << 22n) | BigInt(counter & 0x3fffff))

const channelIds = new Map(
  channels.map((name, i) => [name as string, snowflake(1_650_000_000_000 + i * 86_400_000, i + 1)]),
)
const userIds = new Map(people.map((name, i) => [name as string, snowflake(1_600_000_000_000 + i * 3_600_000, i + 1)]))

/**
 * What the Discord bot does with a message it sees: tells Kafka, and asks the processor when it is called. With `spoil` one message in a hundred
 * lacks a field, as from a bot with a bug; it is still JSON, because broken JSON ends the bot's own consumers.
 */
export function createBot(topics: Topics, random: Random, spoil: number) {
  let count = 0
  const spoiled = <T extends object>(message: T, ...fields: (keyof T)[]): Partial<T> => {
    if (!random.chance(spoil)) return message
    const rest: Partial<T> = { ...message }
    delete rest[random.pick(fields)]
    return rest
  }
  return {
    /** Records for a line said at `at` (epoch ms); `asks` turns calling the processor off, for history. */
    records(line: Line, at: number, asks = true): Outgoing[] {
      const message_id = snowflake(at, ++count)
      const who = {
        username: line.username,
        user_id: userIds.get(line.username) ?? '1',
        channel_id: channelIds.get(line.channel) ?? '1',
      }
      const message = {
        ...{ message_id, content: line.text, ...who },
        timestamp: new Date(at).toISOString().replace('Z', '000+00:00'),
        metadata: { channel_name: line.channel },
      }
      const said = {
        topic: topics.messages,
        key: message_id,
        value: JSON.stringify(spoiled(message, 'content', 'username', 'timestamp')),
      }
      const question = questionIn(line.text)
      if (!asks || !question) return [said]
      const query_id = seededUuid(count, Math.floor(at / 1000))
      const query = {
        query_id,
        original_message_id: message_id,
        question,
        ...who,
        timestamp: naiveUtc(new Date(at)),
        context: {},
      }
      return [
        said,
        { topic: topics.queries, key: query_id, value: JSON.stringify(spoiled(query, 'question', 'username')) },
      ]
    },
  }
}
