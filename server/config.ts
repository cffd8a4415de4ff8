import { z } from 'zod'
import { systems } from '#lib/systems/index.ts'
import { type Security, SecurityEnv, securityOf, securityTroubles } from './config-security.ts'
import { topicNames } from './config-topics.ts'
import { readKeys } from './seal/seals.ts'

const onOff = z.enum(['on', 'off'])

const Env = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z
    .enum(['127.0.0.1', 'localhost', '::1'], {
      error: 'must be 127.0.0.1, localhost or ::1: Milena has no login yet, so it is not offered to a network',
    })
    .default('127.0.0.1'),
  KAFKA_BOOTSTRAP_SERVERS: z.string().optional(),
  KAFKA_PORT: z.coerce.number().int().min(1).max(65535).default(9092),
  MILENA_DATA: z.string().min(1).default('.milena'),
  MILENA_DEMO: onOff.optional(),
  MILENA_INDEX_MB: z.coerce.number().int().min(16).default(512),
  MILENA_LOG: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** Set by `npm start` for the processes it runs beside its own broker. */
  MILENA_EMBEDDED: onOff.default('off'),
  MILENA_DEV: onOff.default('off'),
  KAFKA_CLIENT_ID: z.string().default('milena'),
  ...SecurityEnv,
  MILENA_REGISTRY: onOff.default('on'),
  /** Set by `npm start` for the processes beside its own registry. */
  MILENA_REGISTRY_EMBEDDED: onOff.default('off'),
  SCHEMA_REGISTRY_PORT: z.coerce.number().int().min(0).max(65535).default(8081),
  MODEL_PATH: z.string().optional(),
  API_PORT: z.coerce.number().int().min(0).max(65535).default(8000),
})

/** Names of the console's own variables; those of the systems stand in their contracts. */
export const variables: readonly string[] = Object.keys(Env.shape)

export interface KafkaConfig {
  brokers: string[]
  clientId: string
  embedded: boolean
  /** KAFKA_BOOTSTRAP_SERVERS was given; where it was not, a worker may know brokers by its system's own variable. */
  chosen?: boolean
  security: Security
  /** Contract name ↔ the name on the cluster. Names without a contract pass unchanged. */
  physical: (topic: string) => string
  logical: (topic: string) => string
}

export interface Config {
  port: number
  host: string
  data: string
  demo: boolean
  dev: boolean
  indexMb: number
  log: 'debug' | 'info' | 'warn' | 'error'
  kafka: KafkaConfig
  registry: {
    url: string
    /** Where `npm start` opens one of its own, if `wanted`. */
    port: number
    wanted: boolean
    /** The address is that of our own. */
    embedded: boolean
    /** Somebody set the address: when nobody answers there, that is trouble. */
    named: boolean
  }
  /** Every setting the systems declare, by environment name; undefined when neither set nor defaulted. */
  settings: Record<string, string | undefined>
  modelPath?: string
  apiPort: number
}

/** A name that several systems declare has a default only where they agree on it; else whoever reads it has its own, whatever their order. */
function settingsOf(given: Record<string, string | undefined>): Config['settings'] {
  const declared = systems.flatMap((s) => s.settings ?? [])
  const agreed = (env: string, fallback?: string) =>
    declared.every((other) => other.env !== env || other.default === fallback)
  return Object.fromEntries(
    declared.map((x) => [x.env, given[x.env] ?? (agreed(x.env, x.default) ? x.default : undefined)]),
  )
}

/** Thrown by `readConfig`; the message is one line per wrong variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The one reader of the environment. Names every wrong variable at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(given)
  const badKinds = (parsed.error?.issues ?? []).map(
    (i) => `${i.path.join('.')}=${given[String(i.path[0])] ?? ''}: ${i.message}`,
  )
  const wrong = new Set(parsed.error?.issues.map((i) => String(i.path[0])))
  // What is right beside what is wrong is looked at, too, so that all is named at once.
  const e = parsed.data ?? Env.parse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))))
  const embedded = e.MILENA_EMBEDDED === 'on' || !e.KAFKA_BOOTSTRAP_SERVERS
  const settings = settingsOf(given)
  // What is wrong with a key is told, the key is not.
  const badKeys = systems.flatMap(({ sealing }) => {
    const wrong = sealing && readKeys(settings[sealing.setting]).wrong
    return wrong ? [`${sealing.setting}: ${wrong}`] : []
  })
  const registryUrl = given.SCHEMA_REGISTRY_URL ?? settings.SCHEMA_REGISTRY_URL ?? 'http://localhost:8081'
  const badUrl =
    /^https?:/.test(registryUrl) && URL.canParse(registryUrl) ? [] : ['SCHEMA_REGISTRY_URL: must be an http(s) address']
  const troubles = [...badKinds, ...(embedded ? [] : securityTroubles(e)), ...badKeys, ...badUrl]
  if (troubles.length) throw new ConfigError(troubles.join('\n'))
  return {
    port: e.PORT,
    host: e.HOST,
    data: e.MILENA_DATA,
    demo: e.MILENA_DEMO ? e.MILENA_DEMO === 'on' : embedded,
    dev: e.MILENA_DEV === 'on',
    indexMb: e.MILENA_INDEX_MB,
    log: e.MILENA_LOG,
    modelPath: e.MODEL_PATH,
    apiPort: e.API_PORT,
    registry: {
      url: registryUrl,
      port: e.SCHEMA_REGISTRY_PORT,
      wanted: e.MILENA_REGISTRY === 'on' && !e.KAFKA_BOOTSTRAP_SERVERS && !given.SCHEMA_REGISTRY_URL,
      embedded: e.MILENA_REGISTRY_EMBEDDED === 'on',
      named: given.SCHEMA_REGISTRY_URL !== undefined,
    },
    settings,
    kafka: {
      brokers: (e.KAFKA_BOOTSTRAP_SERVERS ?? `127.0.0.1:${e.KAFKA_PORT}`)
        .split(',')
        .map((b) => b.trim())
        .filter(Boolean),
      clientId: e.KAFKA_CLIENT_ID,
      embedded,
      chosen: e.KAFKA_BOOTSTRAP_SERVERS !== undefined,
      // The embedded broker listens on the loopback address, in the clear.
      security: embedded ? { protocol: 'PLAINTEXT', mechanism: 'PLAIN' } : securityOf(e),
      ...topicNames(env),
    },
  }
}
