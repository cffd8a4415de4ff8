import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { ConfigError, readConfig } from './config.ts'

const there = { KAFKA_BOOTSTRAP_SERVERS: 'kafka1:9092, kafka2:9093' }
const read = (env: Record<string, string>) => readConfig({ ...there, ...env })
const refused = (env: Record<string, string>): string => {
  try {
    read(env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
  return assert.fail('it was taken')
}
const file = import.meta.filename

describe('how the console speaks to Kafka, by the names the TDA platform gave', () => {
  it('each variable arrives', () => {
    const { kafka } = read({
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256',
      KAFKA_SASL_USERNAME: 'ops',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_SSL_CAFILE: file,
      KAFKA_SSL_CERTFILE: file,
      KAFKA_SSL_KEYFILE: file,
    })
    assert.deepEqual(kafka.brokers, ['kafka1:9092', 'kafka2:9093'])
    assert.deepEqual(kafka.security, {
      ...{ protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-256', username: 'ops', password: 'secret' },
      ...{ ca: file, cert: file, key: file },
    })
    assert.equal(read({}).kafka.security.protocol, 'PLAINTEXT')
    assert.equal(read({}).kafka.security.mechanism, 'PLAIN')
  })
  it('Kerberos is refused in a sentence that says what to use', () => {
    assert.match(
      refused({ KAFKA_SASL_MECHANISM: 'GSSAPI' }),
      /KAFKA_SASL_MECHANISM=GSSAPI: Kerberos is not supported; use PLAIN, SCRAM/,
    )
    assert.match(refused({ KAFKA_SASL_MECHANISM: 'MAGIC' }), /must be one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512/)
    assert.match(refused({ KAFKA_SECURITY_PROTOCOL: 'TLS' }), /must be one of PLAINTEXT, SSL/)
  })
  it('what cannot work is named variable by variable, a password never', () => {
    const said = refused({
      ...{ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_PASSWORD: 'hush', KAFKA_SSL_CAFILE: '/nowhere/ca.pem' },
      KAFKA_SSL_CERTFILE: file,
    })
    assert.match(said, /^KAFKA_SASL_USERNAME: is needed with KAFKA_SECURITY_PROTOCOL=SASL_SSL$/m)
    assert.match(said, /^KAFKA_SSL_KEYFILE: is needed with KAFKA_SSL_CERTFILE$/m)
    assert.match(said, /^KAFKA_SSL_CAFILE=\/nowhere\/ca\.pem: the file is not there/m)
    assert.doesNotMatch(said, /hush/)
    assert.match(refused({ KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_KEYFILE: file }), /KAFKA_SSL_CERTFILE: is needed/)
  })
  it('a setting of the wrong kind does not hide what else is wrong', () => {
    const said = refused({
      ...{ PORT: 'abc', KAFKA_SASL_MECHANISM: 'MAGIC', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_USERNAME: 'x' },
      ...{ KAFKA_SSL_CAFILE: '/nowhere/ca.pem', SCHEMA_REGISTRY_URL: 'ftp://here' },
    })
    const named = said.split('\n').map((line) => /^\w+/.exec(line)![0])
    assert.deepEqual(named.sort(), [
      ...['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_PASSWORD', 'KAFKA_SSL_CAFILE', 'PORT', 'SCHEMA_REGISTRY_URL'],
    ])
    // What a protocol needs is not asked for where the protocol itself is wrong.
    assert.equal(refused({ KAFKA_SECURITY_PROTOCOL: 'TLS' }).split('\n').length, 1)
  })
  it('the embedded broker stays in the clear, whatever is set for others', () => {
    const { kafka } = readConfig({ KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_USERNAME: 'x' })
    assert.equal(kafka.security.protocol, 'PLAINTEXT')
  })
})

describe('the names of the TDA platform’s topics', () => {
  it('begin with KAFKA_TOPIC_PREFIX unless a topic is named itself', () => {
    const { physical, logical } = read({ KAFKA_TOPIC_PREFIX: 'prod_', KAFKA_RESULTS_TOPIC: 'answers' }).kafka
    assert.equal(physical('tda_jobs'), 'prod_jobs')
    assert.equal(physical('tda_results'), 'answers')
    assert.equal(logical('prod_events'), 'tda_events')
    assert.equal(logical('answers'), 'tda_results')
    assert.equal(physical('bot-queries'), 'bot-queries')
  })
  it('are as the contract has them with the usual prefix', () => {
    assert.equal(read({ KAFKA_TOPIC_PREFIX: 'tda_' }).kafka.physical('tda_jobs'), 'tda_jobs')
    assert.equal(read({ KAFKA_TOPIC_PREFIX: 'tda_tda_' }).kafka.physical('tda_jobs'), 'tda_tda_jobs')
  })
  it('have no prefix where it is set to nothing; a name that is set to nothing is not set', () => {
    const { physical, logical } = read({ KAFKA_TOPIC_PREFIX: '', KAFKA_EVENTS_TOPIC: '' }).kafka
    assert.deepEqual(['tda_jobs', 'tda_events', 'bot-queries'].map(physical), ['jobs', 'events', 'bot-queries'])
    assert.equal(logical('jobs'), 'tda_jobs')
    assert.equal(read({ KAFKA_EVENTS_TOPIC: '' }).kafka.physical('tda_events'), 'tda_events')
  })
})

describe('the schema registry and the keys', () => {
  it('SCHEMA_REGISTRY_URL names another registry, and no own one is started', () => {
    const usual = readConfig({}).registry
    assert.deepEqual([usual.url, usual.wanted, usual.named], ['http://localhost:8081', true, false])
    const other = readConfig({ SCHEMA_REGISTRY_URL: 'https://registry.example/apis/ccompat/v7' }).registry
    assert.deepEqual([other.url, other.wanted, other.named], ['https://registry.example/apis/ccompat/v7', false, true])
    assert.equal(readConfig({ MILENA_REGISTRY: 'off' }).registry.wanted, false)
    assert.equal(read({}).registry.wanted, false)
    assert.equal(readConfig({ SCHEMA_REGISTRY_PORT: '18081' }).registry.port, 18081)
    assert.match(refused({ SCHEMA_REGISTRY_URL: 'registry:8081' }), /SCHEMA_REGISTRY_URL: must be an http\(s\) address/)
  })
  it('a Fernet key that is none is refused, and not told', () => {
    const said = refused({ TDA_FERNET_KEY: 'not-a-key' })
    assert.match(said, /^TDA_FERNET_KEY: it is not a Fernet key/)
    assert.doesNotMatch(said, /not-a-key/)
    const good = Buffer.alloc(32, 1).toString('base64')
    assert.equal(read({ TDA_FERNET_KEY: `${good},${good}` }).settings.TDA_FERNET_KEY, `${good},${good}`)
  })
})

describe('the settings of the systems', () => {
  const declared = systems.flatMap((s) => s.settings ?? [])
  it('have the default that is declared, and are as they are set', () => {
    for (const { env, default: fallback } of declared)
      if (declared.filter((other) => other.env === env).length === 1)
        assert.equal(readConfig({}).settings[env], fallback, env)
    assert.equal(readConfig({ API_URL: 'http://scores:8000' }).settings.API_URL, 'http://scores:8000')
  })
  it('a name that systems share with different defaults has none: FinRobot’s ./mlruns is no MLflow of crypto', () => {
    assert.ok(new Set(declared.filter((s) => s.env === 'MLFLOW_TRACKING_URI').map((s) => s.default)).size > 1)
    assert.equal(readConfig({}).settings.MLFLOW_TRACKING_URI, undefined)
    assert.equal(read({ MLFLOW_TRACKING_URI: 'http://m:5000' }).settings.MLFLOW_TRACKING_URI, 'http://m:5000')
  })
})
