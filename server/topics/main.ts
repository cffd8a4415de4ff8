import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { KafkaDown, Refused } from '#server/kafka/errors.ts'
import { createLog } from '#server/log.ts'
import { create, list, remove, Usage } from './commands.ts'

const usage = `npm run topics -- list [topic…] [--system <id>]           what the contracts declare and the cluster has
npm run topics -- create [topic…] [--system <id>]         creates what is missing; without a command, this
npm run topics -- delete <topic…> | --system <id> --yes   deletes topics with all their records`
const commands: Record<string, typeof list> = { list, create, delete: remove }

/** Topics of the contracts on a cluster. Never done unasked to a cluster that is not ours. */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      system: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const [name = 'create', ...names] = positionals
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (values.help || !command) {
    console.error(values.help ? usage : `There is no command ${name}.\n${usage}`)
    return values.help ? 0 : 2
  }
  const { kafka, log } = readConfig()
  const door = createClient(kafka, createLog('topics', log))
  try {
    const { system, yes } = values
    return await command(
      { names, yes, ...(system !== undefined && { system }) },
      { admin: door.admin, kafka, say: console.log },
    )
  } catch (error) {
    if (!(error instanceof KafkaDown || error instanceof Refused)) throw error
    const nothing =
      name === 'list' ? 'Nothing could be listed' : name === 'delete' ? 'Nothing was deleted' : 'No topic was created'
    console.error(`${nothing}: ${error.message} (${kafka.brokers.join(', ')}). To do: ${error.remedy}.`)
    return 1
  } finally {
    await door.close()
  }
}

try {
  // Whatever kafkajs still holds open is not worth waiting for.
  process.exit(await run())
} catch (error) {
  const known =
    error instanceof ConfigError ||
    error instanceof Usage ||
    (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  if (!known) throw error
  console.error((error as Error).message)
  process.exitCode = 2
}
