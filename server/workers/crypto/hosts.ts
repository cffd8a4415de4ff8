import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Config, KafkaConfig } from '#server/config.ts'
import type { Log } from '#server/log.ts'
import { nodeFlags } from '#server/start/node-flags.ts'
import { cryptoPlaces } from '#server/store/crypto-database.ts'
import { noteService, serviceUrl } from '#server/store/crypto-service.ts'
import { createMlflow } from './mlflow.ts'
import { serveModels } from './service.ts'

/** What a process that is being started beside us may take. In the demo there surely is one. */
const patienceOf = ({ demo, kafka }: Pick<Config, 'demo' | 'kafka'>): number => (demo && kafka.embedded ? 60_000 : 3000)

/** The pipeline names its broker by KAFKA_HOST, on port 9092; KAFKA_BOOTSTRAP_SERVERS says more and counts first. */
export function kafkaOf(config: Pick<Config, 'kafka' | 'settings'>): KafkaConfig {
  const host = config.settings.KAFKA_HOST
  return config.kafka.chosen || !host ? config.kafka : { ...config.kafka, brokers: [`${host}:9092`] }
}

/** The broker is the one `npm start` runs: topics may be made there without asking. */
export const ownBroker = (config: Pick<Config, 'kafka' | 'settings'>): boolean =>
  config.kafka.embedded && kafkaOf(config) === config.kafka

async function within(ms: number, works: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(250)) if (await works()) return true
  return false
}

/** Whether a database answers. */
async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** A worker alone: the embedded database, if nobody serves it, in a child process that ends with this one. */
export async function ensureDatabase(
  config: Config,
  log: Log,
  patienceMs = patienceOf(config),
): Promise<AsyncDisposable> {
  const places = cryptoPlaces(config)
  const nothing = { async [Symbol.asyncDispose]() {} }
  if (!places.embedded || (await within(patienceMs, () => answers(places.databaseUrl)))) return nothing
  log.info({ dir: places.embedded.dir }, 'opening the embedded database')
  const child = fork(join(import.meta.dirname, 'database.ts'), ['if-free'], {
    execArgv: nodeFlags,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  await Promise.race([once(child, 'message'), ended])
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The project's model service, unless FASTAPI_URL names another or one is served already. */
export async function ensureService(
  config: Config,
  log: Log,
  patienceMs = patienceOf(config),
): Promise<AsyncDisposable> {
  const healthy = async () => {
    const url = await serviceUrl(config)
    if (!url) return false
    return fetch(url.replace(/predict$/, 'health'), { signal: AbortSignal.timeout(1000) }).then(
      (r) => r.ok,
      () => false,
    )
  }
  if (config.settings.FASTAPI_URL || (await within(patienceMs, healthy))) return { async [Symbol.asyncDispose]() {} }
  return openService(config, log)
}

export async function openService(config: Config, log: Log): Promise<AsyncDisposable & { url: string }> {
  const uri = config.settings.MLFLOW_TRACKING_URI
  const elsewhere = uri ? createMlflow({ uri, dir: join(cryptoPlaces(config).home, 'mlflow'), log }) : undefined
  const service = await serveModels({
    port: Number(config.settings.CRYPTO_API_PORT ?? 0),
    log,
    ...(elsewhere && { elsewhere }),
  })
  await noteService(config, service.url)
  return service
}
