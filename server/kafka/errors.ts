/** The broker cannot be reached, or not in time: the same thing may work later. */
export class KafkaDown extends Error {
  override name = 'KafkaDown'
  readonly retriable = true
  /** The records had left already: they may have arrived. */
  begun = false
  readonly remedy: string
  constructor(error: unknown) {
    const { cause, remedy } = explain(error)
    super(cause, { cause: error })
    this.remedy = remedy
  }
}

/** Kafka said no, and will again: rights, size, a topic that is not there. */
export class Refused extends Error {
  override name = 'Refused'
  readonly retriable = false
  readonly remedy: string
  constructor(error: unknown) {
    const { cause, remedy } = explain(error)
    super(cause, { cause: error })
    this.remedy = remedy
  }
}

/** Kafka's names of refusals, and what a person can do about each. */
const refusals: Record<string, [cause: string, remedy: string]> = {
  TOPIC_AUTHORIZATION_FAILED: ['Kafka does not allow this to our user', 'grant the right on the topic'],
  GROUP_AUTHORIZATION_FAILED: ['Kafka does not allow this group to our user', 'grant READ on the group'],
  CLUSTER_AUTHORIZATION_FAILED: ['Kafka does not allow this to our user', 'grant the right on the cluster'],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: ['Kafka does not allow this to our user', 'grant IDEMPOTENT_WRITE'],
  MESSAGE_TOO_LARGE: ['The record is larger than the topic allows', 'send less, or raise max.message.bytes'],
  RECORD_LIST_TOO_LARGE: ['The records are larger than the topic allows', 'send less, or raise max.message.bytes'],
  UNKNOWN_TOPIC_OR_PARTITION: [
    'The topic does not exist',
    '“Create missing” on the page Topics or npm run topics makes it',
  ],
  INVALID_TOPIC_EXCEPTION: ['The topic name is not valid', 'check the topic settings'],
  INVALID_RECORD: ['The topic refuses the record', 'check the topic settings, for example compaction without a key'],
  INVALID_CONFIG: ['Kafka refuses these topic settings', 'check the settings of the topic'],
  INVALID_REPLICATION_FACTOR: ['There are fewer brokers than replicas', 'start more brokers'],
  POLICY_VIOLATION: ['A policy of the cluster refuses this', 'ask those who run the cluster'],
  UNSUPPORTED_COMPRESSION_TYPE: ['The topic refuses this compression', 'send uncompressed'],
}

interface Failure {
  message?: string
  name?: string
  type?: string
  code?: string | number
  broker?: string
  topic?: string
  cause?: unknown
  originalError?: unknown
  errors?: unknown[]
}

/** The innermost error: kafkajs wraps what happened in what it did about it. */
function root(error: unknown): Failure {
  let at = (error ?? {}) as Failure
  for (let depth = 0; depth < 8; depth++) {
    const inner = (at.cause ?? at.originalError ?? at.errors?.[0]) as Failure | undefined
    if (!inner || typeof inner !== 'object') break
    at = { ...inner, message: inner.message, name: inner.name, broker: inner.broker ?? at.broker }
  }
  return at
}

export const isRefusal = (error: unknown): boolean =>
  Object.hasOwn(refusals, root(error).type ?? '') || root(error).name === 'KafkaJSSASLAuthenticationError'

export const asKafkaError = (error: unknown): KafkaDown | Refused =>
  error instanceof KafkaDown || error instanceof Refused
    ? error
    : isRefusal(error)
      ? new Refused(error)
      : new KafkaDown(error)

/** What happened and what helps, in words for the person on call. */
export function explain(error: unknown): { cause: string; remedy: string } {
  const { type, name, code, broker, topic, message = String(error) } = root(error)
  const at = broker ?? /(\S+:\d+)/.exec(message)?.[1] ?? 'the broker'
  const refusal = refusals[type ?? '']
  if (refusal) return { cause: topic ? `${refusal[0]}: ${topic}` : refusal[0], remedy: refusal[1] }
  if (code === 'ECONNREFUSED' || /ECONNREFUSED/.test(message))
    return { cause: `nothing listens on ${at}`, remedy: 'start the broker, or check KAFKA_BOOTSTRAP_SERVERS' }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /ENOTFOUND|EAI_AGAIN/.test(message))
    return { cause: `the name of ${at} is not known`, remedy: 'check KAFKA_BOOTSTRAP_SERVERS and the name server' }
  if (name === 'KafkaJSSASLAuthenticationError' || type === 'SASL_AUTHENTICATION_FAILED')
    return { cause: `${at} does not accept our user or password`, remedy: 'check KAFKA_SASL_USERNAME and _PASSWORD' }
  if (/self.signed|unable to (?:get|verify)|issuer certificate/i.test(message))
    return {
      cause: `the certificate of ${at} is not signed by an authority we trust`,
      remedy: 'give the certificate of its authority with KAFKA_SSL_CAFILE',
    }
  if (/altnames|Hostname\/IP/i.test(message))
    return {
      cause: `the certificate of ${at} is for another name`,
      remedy: 'use the name in the certificate in KAFKA_BOOTSTRAP_SERVERS and in the listeners of the broker',
    }
  if (/certificate.required|bad.certificate|unknown.ca|handshake.failure/i.test(message))
    return {
      cause: `${at} asks for a certificate of ours, and did not get one it trusts`,
      remedy: 'set KAFKA_SSL_CERTFILE and KAFKA_SSL_KEYFILE',
    }
  if (/certificate|SSL|TLS|EPROTO/.test(message))
    return {
      cause: `no secure connection to ${at}: ${message}`,
      remedy: 'check KAFKA_SECURITY_PROTOCOL and KAFKA_SSL_*',
    }
  if (/COORDINATOR|LOAD_IN_PROGRESS/.test(type ?? ''))
    return { cause: 'Kafka is still choosing a coordinator for the group', remedy: 'it does so within seconds' }
  if (/timeout|timed out/i.test(`${name} ${message}`))
    return { cause: `${at} does not answer`, remedy: 'check the broker and the network between' }
  if (/closed|reset|disconnect/i.test(message))
    return { cause: `${at} closed the connection`, remedy: 'see the log of the broker' }
  return { cause: message, remedy: 'see the log of the console and of the broker' }
}
