import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { createRandom } from '../random.ts'
import { createBot } from './chat/bot.ts'
import { createChat } from './chat/chat.ts'
import { topics as contractTopics } from './topics.ts'

/** `node server/workers/rtfm/simulate.ts [messages per minute] [seed]`: a Discord server and its bot. */
const perMinute = Number(process.argv[2] ?? 30)
const seed = Number(process.argv[3] ?? 7)
if (!(perMinute > 0 && perMinute <= 6000) || !Number.isInteger(seed)) {
  console.error('messages per minute must be from 1 to 6,000 and the seed a whole number')
  process.exit(2)
}
/** Everything is said once before; at most so long ago. */
const historyMs = 2 * 86_400_000

await asProgram(async () => {
  const config = readConfig()
  const log = createLog('chat', config.log)
  const door = createClient(config.kafka, log)
  const topics = contractTopics()
  await runWorker(async (signal) => {
    const random = createRandom(seed)
    const chat = createChat(seed, Date.now())
    const bot = createBot(topics, random, 0.01)
    const first = Promise.withResolvers<void>()

    async function history(): Promise<void> {
      const ends = await door.admin.latestOffsets([topics.messages])
      if (!ends.length) throw new Error('the topic is not there yet')
      if (ends.some((end) => end.high !== '0')) return
      const lines = chat.history()
      const from = Date.now() - historyMs
      await door.sink.send(lines.flatMap((line, i) => bot.records(line, from + (i * historyMs) / lines.length, false)))
    }
    async function talk(): Promise<void> {
      let told = false
      while (!signal.aborted) {
        try {
          if (!told) await history()
          told = true
          first.resolve()
          await door.sink.send(bot.records(chat.next(), Date.now()))
        } catch (error) {
          if (signal.aborted) return
          log.warn(
            { cause: error instanceof Error ? error.message : String(error) },
            'nobody hears the chat; it goes on when Kafka is there',
          )
          await pause(1000, undefined, { signal }).catch(() => {})
        }
        await pause((60_000 / perMinute) * random.between(0.4, 1.6), undefined, { signal }).catch(() => {})
      }
    }
    const talking = talk().finally(first.resolve)
    await first.promise
    return {
      line: `chat is live: ${perMinute} messages/min, seed ${seed}`,
      async stop() {
        await talking
        await door.close()
      },
    }
  }, log)
})
