import { readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { newestTime } from './resume.ts'
import { simulate } from './simulator.ts'
import { topics as contractTopics } from './topics.ts'

/** `npm run simulate -- [customers] [transactions per second] [seed]` */
const customers = wholeNumber(2, 'customers', 1000)
const rate = wholeNumber(3, 'transactions per second', 100)
const seed = wholeNumber(4, 'seed', 7)

function wholeNumber(place: number, name: string, otherwise: number): number {
  const given = process.argv[place]
  const number = given === undefined ? otherwise : Number(given)
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) {
    console.error(`${name} must be a whole number from 1 to 1,000,000, not "${given}": npm run simulate -- 1000 100`)
    process.exit(2)
  }
  return number
}

await asProgram(async () => {
  const config = readConfig()
  const log = createLog('simulator', config.log)
  const door = createClient(config.kafka, log, { compression: 'gzip' })
  const topics = contractTopics()

  await runWorker(async (signal) => {
    const { promise: live, resolve } = Promise.withResolvers<number>()
    const done = newestTime(door.openSource, topics.transactions, signal)
      .then((newest) =>
        simulate(
          {
            customers,
            rate,
            seed,
            backfillDays: 60,
            ...(newest === undefined ? {} : { newest }),
            sink: door.sink,
            topics,
            log,
            signal,
          },
          resolve,
        ),
      )
      .catch((error: Error) => {
        if (!signal.aborted) throw error
      })
    done.then(
      () => resolve(0),
      (error) => {
        log.error({ error: String(error) }, 'the simulator failed')
        process.exit(1)
      },
    )
    const stop = async () => {
      await done
      await door.close()
    }
    const sent = await live
    return {
      line: `simulator is live: ${customers} customers, ${rate} transactions/s (${sent} records of history sent)`,
      about: { customers, rate },
      stop,
    }
  }, log)
})
