import { z } from 'zod'
import { allTopics, systems } from '#lib/systems/index.ts'

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
  KAFKA_SECURITY_PROTOCOL: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']).default('PLAINTEXT'),
  KAFKA_SASL_MECHANISM: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('PLAIN'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SSL_CAFILE: z.string().optional(),
  KAFKA_SSL_CERTFILE: z.string().optional(),
  KAFKA_SSL_KEYFILE: z.string().optional(),
  MODEL_PATH: z.string().optional(),
  API_PORT: z.coerce.number().int().min(0).max(65535).default(8000),
})

export interface KafkaConfig {
  brokers: string[]
  clientId: string
  embedded: boolean
  /** KAFKA_BOOTSTRAP_SERVERS was given; where it was not, a worker may know brokers by its system's own variable. */
  chosen?: boolean
  security: {
    protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
    mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
    username?: string
    password?: string
    ca?: string
    cert?: string
    key?: string
  }
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
  /** Every setting the systems declare, by environment name; undefined when neither set nor defaulted. */
  settings: Record<string, string | undefined>
  modelPath?: string
  apiPort: number
}

/** Thrown by `readConfig`; the message is one line per wrong variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The one reader of the environment. Names every wrong variable at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Env.safeParse(given)
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map((i) => `${i.path.join('.')}=${given[String(i.path[0])] ?? ''}: ${i.message}`).join('\n'),
    )
  const e = parsed.data
  const embedded = e.MILENA_EMBEDDED === 'on' || !e.KAFKA_BOOTSTRAP_SERVERS
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
    settings: Object.fromEntries(
      systems.flatMap((s) => (s.settings ?? []).map((x) => [x.env, given[x.env] ?? x.default])),
    ),
    kafka: {
      brokers: (e.KAFKA_BOOTSTRAP_SERVERS ?? `127.0.0.1:${e.KAFKA_PORT}`)
        .split(',')
        .map((b) => b.trim())
        .filter(Boolean),
      clientId: e.KAFKA_CLIENT_ID,
      embedded,
      chosen: e.KAFKA_BOOTSTRAP_SERVERS !== undefined,
      security: {
        protocol: e.KAFKA_SECURITY_PROTOCOL,
        mechanism: e.KAFKA_SASL_MECHANISM,
        username: e.KAFKA_SASL_USERNAME,
        password: e.KAFKA_SASL_PASSWORD,
        ca: e.KAFKA_SSL_CAFILE,
        cert: e.KAFKA_SSL_CERTFILE,
        key: e.KAFKA_SSL_KEYFILE,
      },
      ...topicNames(given),
    },
  }
}

function topicNames(env: Record<string, string | undefined>): Pick<KafkaConfig, 'physical' | 'logical'> {
  const there = new Map<string, string>()
  for (const topic of allTopics()) {
    const renamed = topic.env?.map((name) => env[name]).find(Boolean)
    if (renamed && renamed !== topic.name) there.set(topic.name, renamed)
  }
  const back = new Map([...there].map(([logical, physical]) => [physical, logical]))
  return { physical: (topic) => there.get(topic) ?? topic, logical: (topic) => back.get(topic) ?? topic }
}
