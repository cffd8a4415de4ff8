import { ConfigError, readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { runWorker } from '../lifecycle.ts'
import { openService } from './hosts.ts'
import { readOptions, startProducer } from './produce.ts'

/** `npm run candles -- --crypto BTCUSDT --pace 2 --csv file`: the producer. With `--models` first it serves the models, too, for a laptop's memory. */
const args = process.argv.slice(2)
const models = args[0] === '--models'
const options = readOptions(models ? args.slice(1) : args)
if (typeof options === 'string') {
  console.error(`${options}. For example: npm run candles -- --crypto BTCUSDT --pace 2`)
  process.exit(2)
}
try {
  const config = readConfig()
  const log = createLog('crypto producer', config.log)
  await runWorker(async () => {
    const service = models && !config.settings.FASTAPI_URL ? await openService(config, log) : undefined
    const producer = await startProducer({ config, log, options })
    return {
      line: service ? `${producer.line}; models at ${service.url}` : producer.line,
      ...(service && { about: { url: service.url } }),
      async stop() {
        await producer.stop()
        await service?.[Symbol.asyncDispose]()
      },
    }
  }, log)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exit(2)
}
