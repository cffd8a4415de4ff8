import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { createRandom } from '../random.ts'
import { request } from './prompts.ts'
import { topics } from './topics.ts'

/** Analysts who ask now and then: `node server/workers/finrobot/demo.ts [requests per second] [seed]`. */
const perSecond = Number(process.argv[2] ?? 0.7)
const random = createRandom(Number(process.argv[3] ?? Date.now() % 2 ** 31))
if (!(perSecond > 0 && perSecond <= 1000)) {
  console.error(`requests per second must be above 0 and at most 1000, not "${process.argv[2]}"`)
  process.exit(2)
}

await asProgram(async () => {
  const config = readConfig()
  const log = createLog('finrobot analysts', config.log)
  const door = createClient(config.kafka, log)
  const topic = topics().requests
  await runWorker(async (signal) => {
    const asking = (async () => {
      while (!signal.aborted) {
        // Questions come as they come: pauses of any length, one a while on average.
        await pause(Math.min(8000, (-Math.log(1 - random.next()) * 1000) / perSecond), undefined, { signal }).catch(
          () => {},
        )
        if (signal.aborted) return
        const { value } = request(random)
        try {
          await door.sink.send([{ topic, key: null, value, headers: { 'x-request-id': randomUUID() } }])
        } catch (error) {
          log.debug({ cause: String(error) }, 'not asked: Kafka is not there')
          await pause(1000, undefined, { signal }).catch(() => {})
        }
      }
    })()
    return {
      line: `analysts ask ${perSecond} times a second`,
      about: { perSecond },
      async stop() {
        await asking
        await door.close()
      },
    }
  }, log)
})
