import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { readOptions, startProducer, whyUnreadable } from './produce.ts'

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
  await runWorker(() => startProducer({ config, log, options }), log)
})
