import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import { KafkaDown, Refused } from '#server/kafka/errors.ts'
import { createLog } from '#server/log.ts'
import { declared, find } from './named.ts'
import { makeMessage, type Step, sendAndCheck } from './send-check.ts'

const usage = `npm run send -- <topic>                    sends a valid example, reads it back, and waits for the reply where one is due
  --value '{…}'                            sends this instead; it must meet the contract
  --form <id> --set name=value …           which form makes it, and its fields
  --timeout 15                             seconds to wait for the reply
  --dry                                    shows the message and sends nothing`

/** Sends one message of a contract and checks that it arrives. 0: it did, and was answered; 1: not; 2: nothing was sent. */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{
        value: { type: 'string' },
        form: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] as string[] },
      },
      ...{
        timeout: { type: 'string', default: '15' },
        dry: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    },
  } as const)
  const [name] = positionals
  const timeoutMs = Number(values.timeout) * 1000
  if (values.help) {
    console.error(usage)
    return 0
  }
  if (!name) {
    // Milena writes its own topics itself.
    const offered = declared().filter(({ system }) => system)
    console.error(`Which topic? There are: ${offered.map(({ topic }) => topic.name).join(', ')}\n${usage}`)
    return 2
  }
  if (!(timeoutMs > 0)) {
    console.error(`--timeout ${values.timeout}: write a number of seconds above 0, such as --timeout 15`)
    return 2
  }
  const { kafka, log } = readConfig()
  const found = find(name, kafka.physical)
  if (Array.isArray(found) || !found.system) {
    const near =
      Array.isArray(found) && found.length
        ? ` Did you mean ${found.join(' or ')}?`
        : ' npm run topics -- list shows all.'
    console.error(`${name} is no topic of a system.${near}`)
    return 2
  }
  const wrong = values.set.find((pair) => !/^[^=]+=/.test(pair))
  if (wrong !== undefined) {
    console.error(`--set ${wrong}: write name=value`)
    return 2
  }
  const set = Object.fromEntries(
    values.set.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  const { value, form } = values
  const made = makeMessage({
    ...{ system: found.system, topic: found.topic, set, timeoutMs },
    ...(value !== undefined && { value }),
    ...(form !== undefined && { form }),
  })
  if (!made.ok) {
    console.error(`Nothing was sent. ${made.why}`)
    return 2
  }
  for (const caution of made.cautions ?? []) console.error(`Mind: ${caution}`)
  console.log(String(made.record.value).slice(0, 2000))
  if (values.dry) return 0
  const door = createClient(kafka, createLog('send', log))
  try {
    const topics = declared().map(({ topic }) => topic)
    return (await sendAndCheck({ door, topics, tell: (step) => console.log(line(step)) }, made, timeoutMs)) ? 0 : 1
  } catch (error) {
    if (!(error instanceof KafkaDown || error instanceof Refused)) throw error
    console.error(`Not delivered: ${error.message} (${kafka.brokers.join(', ')}). To do: ${error.remedy}.`)
    return 1
  } finally {
    await door.close()
  }
}

function line(step: Step): string {
  if (step.what === 'problem') return `problem: ${step.say}`
  if (step.what === 'read') return `read back after ${step.ms} ms: the same ${step.bytes} bytes`
  const place = `${step.topic} ${step.partition}/${step.offset}`
  return step.what === 'sent'
    ? `acknowledged after ${step.ms} ms: ${place}`
    : `${step.what} after ${step.ms} ms: ${place}: ${step.say}`
}

try {
  // Whatever kafkajs still holds open is not worth waiting for.
  process.exit(await run())
} catch (error) {
  if (!(error instanceof ConfigError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))) throw error
  console.error((error as Error).message)
  process.exitCode = 2
}
