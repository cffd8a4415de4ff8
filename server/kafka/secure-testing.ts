import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '#server/start/steps.ts'
import { addScramUser } from './scram-user.ts'
import { startTestBroker, type TestBroker } from './testing.ts'

const run = promisify(execFile)

export interface Certificates {
  ca: string
  /** Another authority, which signed nothing. */
  otherCa: string
  /** Of the user `ops`. */
  cert: string
  key: string
  /** Key and certificate of the broker in one file. */
  broker: string
}

/** An authority, a broker's certificate for 127.0.0.1 and a client's, by openssl. */
export async function makeCertificates(dir: string): Promise<Certificates> {
  const file = (name: string) => join(dir, name)
  const openssl = (...args: string[]) => run('openssl', args, { cwd: dir })
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`)
  const authority = async (name: string) => {
    await key(name)
    await openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      `${name}.key`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-out',
      `${name}.pem`,
    )
  }
  const signed = async (name: string, extension: string) => {
    await key(name)
    await writeFile(file(`${name}.ext`), extension)
    await openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`)
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial'],
      ...['-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    )
  }
  await authority('authority')
  await authority('stranger')
  await signed('broker', 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  await signed('ops', 'extendedKeyUsage=clientAuth')
  const both = (await readFile(file('broker.key'), 'utf8')) + (await readFile(file('broker.pem'), 'utf8'))
  await writeFile(file('broker-both.pem'), both)
  return {
    ca: file('authority.pem'),
    otherCa: file('stranger.pem'),
    cert: file('ops.pem'),
    key: file('ops.key'),
    broker: file('broker-both.pem'),
  }
}

export interface SecureBroker extends AsyncDisposable {
  kafka: TestBroker
  certificates: Certificates
  /** Environment of a console that comes by a door: SASL over TLS, SASL in the clear, or a certificate of its own. */
  env: (door: 'sasl-ssl' | 'sasl' | 'mutual', more?: Record<string, string>) => Record<string, string>
}

/** The user that every mechanism knows. */
export const user = { KAFKA_SASL_USERNAME: 'ops', KAFKA_SASL_PASSWORD: 'letters-sealed' }

/** A test broker with three guarded listeners beside the plain one. */
export async function startSecureBroker(): Promise<SecureBroker> {
  const dir = await mkdtemp(join(tmpdir(), 'milena-tls-'))
  const certificates = await makeCertificates(dir)
  const ports = { 'sasl-ssl': await freePort(), sasl: await freePort(), mutual: await freePort() }
  const { KAFKA_SASL_USERNAME: name, KAFKA_SASL_PASSWORD: password } = user
  const plain = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${name}="${password}";`
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  const guarded = (listener: string) => ({
    [`listener.name.${listener}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`listener.name.${listener}.plain.sasl.jaas.config`]: plain,
    [`listener.name.${listener}.scram-sha-256.sasl.jaas.config`]: scram,
    [`listener.name.${listener}.scram-sha-512.sasl.jaas.config`]: scram,
  })
  const kafka = await startTestBroker(undefined, (port, controllerPort) => {
    const doors = `SEALED://127.0.0.1:${ports['sasl-ssl']},NAMED://127.0.0.1:${ports.sasl},MUTUAL://127.0.0.1:${ports.mutual}`
    return {
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},${doors}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},${doors}`,
      'listener.security.protocol.map':
        'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SEALED:SASL_SSL,NAMED:SASL_PLAINTEXT,MUTUAL:SSL',
      ...guarded('sealed'),
      ...guarded('named'),
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': certificates.broker,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': certificates.ca,
      'listener.name.mutual.ssl.client.auth': 'required',
    }
  })
  try {
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const)
      await addScramUser(kafka.port, { name, password, mechanism })
  } catch (error) {
    await kafka[Symbol.asyncDispose]()
    throw error
  }
  return {
    kafka,
    certificates,
    env: (door, more) => ({
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${ports[door]}`,
      KAFKA_SECURITY_PROTOCOL: { 'sasl-ssl': 'SASL_SSL', sasl: 'SASL_PLAINTEXT', mutual: 'SSL' }[door],
      ...(door === 'sasl' ? {} : { KAFKA_SSL_CAFILE: certificates.ca }),
      ...(door === 'mutual'
        ? { KAFKA_SSL_CERTFILE: certificates.cert, KAFKA_SSL_KEYFILE: certificates.key }
        : { ...user, KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' }),
      ...more,
    }),
    async [Symbol.asyncDispose]() {
      await kafka[Symbol.asyncDispose]()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
