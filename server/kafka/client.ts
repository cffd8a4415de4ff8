import { readFileSync } from 'node:fs'
import { type KafkaConfig as ClientConfig, Kafka, logLevel } from 'kafkajs'
import type { KafkaConfig } from '#server/config.ts'
import type { OpenSource, Sink } from '#server/ports.ts'
import { createAdmin, type KafkaAdmin } from './admin.ts'
import { registerCodecs } from './codecs.ts'
import { createGroupConsumer, type GroupConsumer, type GroupConsumerOptions } from './group-consumer.ts'
import { cureTimers, passWholeReplies } from './kafkajs-internals.ts'
import { createReplyPool, wholeReplies } from './replies.ts'
import { createSink, type SinkDeps } from './sink.ts'
import { runDirect } from './source-direct.ts'
import { runGroup } from './source-group.ts'
import { type Generation, supervise } from './supervisor.ts'
import { openWire } from './wire.ts'

type Say = (about: object, text: string) => void
export interface ClientLog {
  debug: Say
  info: Say
  warn: Say
  error: Say
}

export interface KafkaDoor {
  openSource: OpenSource
  sink: Sink
  admin: KafkaAdmin
  /** A member of a consumer group that commits by hand: for workers. Topics by their logical names. */
  openGroup: (options: GroupConsumerOptions) => GroupConsumer
  close: () => Promise<void>
}
export interface ClientOptions {
  /** `direct` fetches without a consumer group and is twice as fast; `group` uses kafkajs' public consumer. */
  source?: 'direct' | 'group'
  compression?: SinkDeps['compression']
  producer?: SinkDeps['producer'] & { requestTimeoutMs?: number }
}

/** One who watches must notice a broker that stands still; one who asks once can wait. */
const WATCHFUL_MS = 2500

/** The one door to Kafka. Nothing connects before it is used, and nothing throws because a broker is not there yet. */
export function createClient(config: KafkaConfig, log: ClientLog, options: ClientOptions = {}): KafkaDoor {
  cureTimers()
  passWholeReplies()
  registerCodecs()
  const base = connection(config, log)
  const kafka = (retry: ClientConfig['retry'] = { retries: 0 }) => new Kafka({ ...base, retry })
  const wire = (patienceMs?: number) => openWire(kafka(), config.brokers.length, patienceMs)
  const watchful = () => wire(WATCHFUL_MS)
  const { physical, logical } = config
  const { requestTimeoutMs = base.requestTimeout, ...producer } = options.producer ?? {}
  const sinkKafka = (retry: ClientConfig['retry']) => new Kafka({ ...base, requestTimeout: requestTimeoutMs, retry })
  const sink = createSink({ kafka: sinkKafka, wire, physical, compression: options.compression, producer })
  // A coordinator that is still being chosen, a leader that moves: over within a second.
  const patient = () => kafka({ retries: 4, initialRetryTime: 150, maxRetryTime: 1000 })
  const admin = createAdmin({ kafka: patient, wire, physical, logical })
  const sources = new Set<{ stop: () => Promise<void> }>()
  const mode = config.embedded ? 'embedded' : 'external'

  return {
    sink,
    admin,
    openGroup: (group) =>
      createGroupConsumer(
        { kafka: kafka({ retries: 5, initialRetryTime: 100, maxRetryTime: 2000 }), topic: physical(group.topic), log },
        group,
      ),
    openSource(sourceOptions) {
      const runDirectly = (generation: Generation) => {
        // Who keeps records gets bytes of their own.
        const replies = sourceOptions.passing ? createReplyPool() : undefined
        const socketFactory = replies && wholeReplies(replies)
        const reading = new Kafka({ ...base, retry: { retries: 0 }, ...(socketFactory && { socketFactory }) })
        const wire = openWire(reading, config.brokers.length, WATCHFUL_MS)
        return runDirect({ wire, physical, log, ...(replies && { replies }) }, generation)
      }
      const runAsGroup = (generation: Generation) =>
        runGroup({ kafka: kafka(), wire: watchful(), physical, clientId: config.clientId }, generation)
      const run = options.source === 'group' ? runAsGroup : runDirectly
      const source = supervise({ wire: watchful, physical, mode, log, run }, sourceOptions)
      sources.add(source)
      return source
    },
    async close() {
      await Promise.all([...sources].map((source) => source.stop()))
      await sink.close()
      await admin.close()
    },
  }
}

function connection({ brokers, clientId, security }: KafkaConfig, log: ClientLog): ClientConfig {
  const file = (path: string | undefined) => (path ? readFileSync(path, 'utf8') : undefined)
  const secure = security.protocol.endsWith('SSL')
  const { username = '', password = '' } = security
  const mechanism = security.mechanism.toLowerCase() as 'plain' | 'scram-sha-256' | 'scram-sha-512'
  return {
    ...{ brokers, clientId, connectionTimeout: 2000, authenticationTimeout: 5000, requestTimeout: 10_000 },
    ssl: secure ? { ca: file(security.ca), cert: file(security.cert), key: file(security.key) } : false,
    ...(security.protocol.startsWith('SASL')
      ? { sasl: { mechanism, username, password } as ClientConfig['sasl'] }
      : {}),
    logLevel: logLevel.WARN,
    // What kafkajs complains of is told by our own states, once and in words; its lines help only when debugging.
    logCreator:
      () =>
      ({ namespace, log: { message, ...about } }) =>
        log.debug({ kafkajs: namespace, ...about, timestamp: undefined, logger: undefined }, message),
  }
}
