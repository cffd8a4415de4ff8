import { deadLetters } from '#lib/own-topics.ts'
import type { Config } from '#server/config.ts'
import type { Log } from '#server/log.ts'
import type { Running } from '../lifecycle.ts'
import { openClient } from './client.ts'
import { startWorker } from './worker.ts'

/** The TDA worker on the configured cluster. */
export async function start({ config, log }: { config: Config; log: Log }): Promise<Running> {
  const door = openClient(config.kafka, log)
  // On other people's clusters nothing is created unasked; there, what cannot be read is only counted and logged.
  if (config.kafka.embedded && config.demo) {
    door.admin.ensureTopics([deadLetters]).catch((error) => log.warn({ cause: String(error) }, 'no dead-letter topic'))
  }
  const worker = await startWorker({ config, log, door })
  const metrics =
    worker.port === undefined
      ? 'its metrics port is another process’s'
      : `metrics at http://127.0.0.1:${worker.port}/metrics`
  return {
    line: `tda worker is ready; ${metrics}`,
    about: { port: worker.port },
    async stop() {
      await worker.stop()
      await door.close()
    },
  }
}
