import { deadLetters } from '#lib/own-topics.ts'
import type { Config } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import type { Running } from '../lifecycle.ts'
import { serveMetrics } from './metrics.ts'
import { checkSettings } from './settings.ts'
import { startWorker } from './worker.ts'

/** The bot's processor on the configured cluster. */
export async function start({ config, log }: { config: Config; log: Log }): Promise<Running> {
  checkSettings(config.settings)
  const door = createClient(config.kafka, log)
  // On other people's clusters nothing is created unasked; there, what cannot be read is only counted and logged.
  if (config.kafka.embedded && config.demo) {
    door.admin.ensureTopics([deadLetters]).catch((error) => log.warn({ cause: String(error) }, 'no dead-letter topic'))
  }
  const worker = await startWorker({ config, log, door })
  const wanted = config.settings.RTFM_METRICS_PORT
  const served = wanted
    ? await serveMetrics(worker.metrics, Number(wanted)).catch((error) => {
        log.warn({ cause: String(error) }, 'metrics are not served')
      })
    : undefined
  const { archive, answers } = worker.about
  return {
    line: `rtfm worker is ready; chat is kept in ${archive}, questions are answered with ${answers}${served ? `; metrics at http://127.0.0.1:${served.port}/metrics` : ''}`,
    about: { metrics: served?.port },
    async stop() {
      served?.close()
      await worker.stop()
      await door.close()
    },
  }
}
