import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { readOptions, startProducer } from './produce.ts'
import { whyUnreadable } from './replay.ts'

/** `npm run candles -- --crypto BTCUSDT --pace 2 --csv file`: the producer. */
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(`${options}. For example: npm run candles -- --crypto BTCUSDT --pace 2`)
  process.exit(2)
}
const why = options.file ? await whyUnreadable(options.file) : null
if (why) {
  console.error(why)
  process.exit(1)
}
await asProgram(async () => {
  const config = readConfig()
  const log = createLog('crypto producer', config.log)
  await runWorker(async () => {
    const producer = await startProducer({ config, log, options })
    void producer.ended.then(async (end) => {
      if (!end) return
      if (end.code) console.error(end.line)
      else console.log(end.line)
      // A script waits for it, whatever Kafka still holds open.
      setTimeout(() => process.exit(end.code), 5000)
      await producer.stop()
      process.exit(end.code)
    })
    return producer
  }, log)
})
