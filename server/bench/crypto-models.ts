import { createLog } from '#server/log.ts'
import { scaledWindow } from '#server/workers/crypto/features.ts'
import { createMarket } from '#server/workers/crypto/market.ts'
import { listModels, openModel } from '#server/workers/crypto/models.ts'
import { serveModels } from '#server/workers/crypto/service.ts'

/** The model service in a process of its own; with a number, first the model run without HTTP and JSON: rows/s in batches of 500. */
const rows = Number(process.argv[2] ?? 0)
let perSecond = 0
if (rows) {
  const market = createMarket({ seed: 1, price: 100_000, from: 0 })
  const candles = Array.from({ length: 529 }, () => market.next())
  const batch = Array.from({ length: 500 }, (_, i) => scaledWindow(candles, i + 29))
  const model = await openModel((await listModels())[0]!)
  for (let i = 0; i < 5; i++) await model.run(batch)
  const began = performance.now()
  for (let done = 0; done < rows; done += 500) await model.run(batch)
  perSecond = (rows / (performance.now() - began)) * 1000
  await model.close()
}
const service = await serveModels({ port: 0, log: createLog('models', 'error') })
process.send!({ url: service.url, perSecond })
process.once('SIGTERM', () => void service[Symbol.asyncDispose]().then(() => process.exit(0)))
