import { mkdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { deadLetters as deadLetterTopic } from '#lib/own-topics.ts'
import { type Config, ConfigError } from '#server/config.ts'
import { createClient } from '#server/kafka/client.ts'
import type { Log } from '#server/log.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { serviceUrl } from '#server/store/crypto-service.ts'
import { createDeadLetters } from '../dead-letter.ts'
import type { Running } from '../lifecycle.ts'
import { type ConsumerName, type CryptoConsumer, startConsumer } from './consumer.ts'
import { ensureDatabase, ensureService, kafkaOf } from './hosts.ts'
import { watchJobs } from './jobs.ts'
import { createProcessFile } from './state-file.ts'
import { isName, openPool, versionNumber } from './table.ts'
import { firstSymbol } from './topics.ts'

/** What runs when nothing is asked for. */
export const usual: readonly ConsumerName[] = [
  { crypto: firstSymbol, model: 'lightgbm', version: 'v1' },
  { crypto: firstSymbol, model: 'lightgbm', version: 'v2' },
  { crypto: firstSymbol, model: 'mlp', version: 'v1' },
]

/** `--crypto BTCUSDT --model lightgbm --version v1`; null without any of them. */
export function readName(args: string[]): ConsumerName | null {
  let values: { crypto?: string; model?: string; version?: string }
  try {
    values = parseArgs({
      args,
      options: { crypto: { type: 'string' }, model: { type: 'string' }, version: { type: 'string' } },
    }).values
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error))
  }
  if (!values.crypto && !values.model && !values.version) return null
  const { crypto = firstSymbol, model = 'lightgbm', version = 'v1' } = values
  if (!isName(crypto)) throw new ConfigError(`--crypto ${crypto}: a symbol is letters and digits, like BTCUSDT`)
  if (!isName(model)) throw new ConfigError(`--model ${model}: a model is letters and digits, like lightgbm`)
  if (Number.isNaN(versionNumber(version)))
    throw new ConfigError(`--version ${version}: a version is a number, like v1`)
  return { crypto, model, version: `v${versionNumber(version)}` }
}

/** One consumer, or the usual ones and whatever jobs ask for, in this process. */
export async function start(
  { config, log }: { config: Config; log: Log },
  args = process.argv.slice(3),
): Promise<Running> {
  const asked = readName(args)
  const maxRows = Number(config.settings.MAX_INITIAL_SYNC_ROWS)
  if (!Number.isInteger(maxRows) || maxRows < 1)
    throw new ConfigError(
      `MAX_INITIAL_SYNC_ROWS=${config.settings.MAX_INITIAL_SYNC_ROWS}: must be a whole number from 1`,
    )
  const places = cryptoPlaces(config)
  const door = createClient(kafkaOf(config), log)
  if (config.kafka.embedded && config.demo)
    door.admin
      .ensureTopics([deadLetterTopic])
      .catch((error) => log.warn({ cause: String(error) }, 'no dead-letter topic'))
  const pool = openPool(places.databaseUrl, log)
  const consumers = new Map<string, CryptoConsumer>()
  await Promise.all([mkdir(places.states, { recursive: true }), mkdir(places.jobs, { recursive: true })])
  // Not waited for: the consumers say themselves what they wait for.
  const hosts = [ensureDatabase(config, log), ensureService(config, log)]
  for (const host of hosts)
    host.catch((error) => log.error({ error: String(error) }, 'a part of the pipeline cannot be served here'))

  const run = async (name: ConsumerName, revive: boolean) => {
    const id = `${name.crypto}_${name.model}_${name.version}`
    const file = createProcessFile(places.states, name)
    if (consumers.has(id)) return
    if (revive) await file.revive()
    else if ((await file.read())?.wanted === 'delete') return log.info(name, 'deleted by its state file: not started')
    consumers.set(
      id,
      startConsumer(name, {
        ...{ door, pool, log, serviceUrl: () => serviceUrl(config) },
        deadLetters: (group) => createDeadLetters(door.sink, log, group),
        ...{ data: places.data, states: places.states, maxRows },
        ...(places.embedded && { waits: { connect: { pauseMs: 1000, tries: 90 } } }),
        onDeleted() {
          consumers.delete(id)
          // A process of its own ends with its consumer.
          if (asked) process.kill(process.pid, 'SIGTERM')
        },
      }),
    )
  }
  for (const name of asked ? [asked] : usual) await run(name, asked !== null)
  const jobs = asked ? null : watchJobs({ dir: places.jobs, start: (name) => run(name, true), log })
  return {
    line: `crypto worker: ${[...consumers.keys()].join(', ') || 'no consumer'}${jobs ? `; jobs from ${places.jobs}` : ''}`,
    about: { consumers: [...consumers.keys()] },
    async stop() {
      await jobs?.stop()
      await Promise.all([...consumers.values()].map((consumer) => consumer.stop()))
      await door.close()
      await pool.end()
      for (const host of await Promise.allSettled(hosts))
        if (host.status === 'fulfilled') await host.value[Symbol.asyncDispose]()
    },
  }
}
