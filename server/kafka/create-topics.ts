import { allTopics } from '#lib/systems/index.ts'
import { ConfigError, readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { createClient } from './client.ts'
import { KafkaDown, Refused } from './errors.ts'

/** `npm run topics`: creates what the contracts declare and the cluster lacks. Never done unasked to a cluster that is not ours. */
async function createTopics(): Promise<number> {
  const { kafka, log } = readConfig()
  const door = createClient(kafka, createLog('topics', log))
  try {
    const { created, clamped } = await door.admin.ensureTopics(allTopics())
    for (const topic of created) console.log(`created ${topic}`)
    for (const { topic, wanted, got } of clamped) {
      console.log(`${topic}: replication ${got} instead of ${wanted}, because there are no more brokers`)
    }
    console.log(created.length > 0 ? `${created.length} created` : 'all topics are there')
    return 0
  } catch (error) {
    if (!(error instanceof KafkaDown || error instanceof Refused)) throw error
    console.error(`No topic was created: ${error.message} (${kafka.brokers.join(', ')}). To do: ${error.remedy}.`)
    return 1
  } finally {
    await door.close()
  }
}

try {
  process.exitCode = await createTopics()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
