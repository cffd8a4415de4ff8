import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { asProgram, runWorker } from '../lifecycle.ts'
import { openService } from './hosts.ts'
import { start } from './main.ts'
import { readOptions, startProducer } from './produce.ts'

/** The whole pipeline but its database in one process, for a laptop's memory: the candles, the models' service, and the usual consumers. */
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(options)
  process.exit(2)
}
await asProgram(async () => {
  const config = readConfig()
  const log = createLog('crypto demo', config.log)
  await runWorker(async () => {
    const service = config.settings.FASTAPI_URL ? undefined : await openService(config, log)
    const worker = await start({ config, log }, [])
    const producer = await startProducer({ config, log, options, patient: true })
    void producer.ended.then((end) => end?.code && log.error(end.line))
    return {
      line: [worker.line, producer.line, service && `models at ${service.url}`].filter(Boolean).join('; '),
      about: { ...worker.about, ...(service && { url: service.url }) },
      async stop() {
        await Promise.all([producer.stop(), worker.stop()])
        await service?.[Symbol.asyncDispose]()
      },
    }
  }, log)
})
