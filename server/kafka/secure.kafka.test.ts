import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { startConsole } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { createClient } from './client.ts'
import { explain } from './errors.ts'
import { type SecureBroker, startSecureBroker } from './secure-testing.ts'
import { declare, watch } from './source-testing.ts'

let secure: SecureBroker
before(async () => {
  secure = await startSecureBroker()
})
after(() => secure?.[Symbol.asyncDispose]())

const open = (env: Record<string, string>, source?: 'direct' | 'group') =>
  createClient(readConfig(env).kafka, createLog('secure-test', 'error'), source && { source })

const ways: [name: string, env: () => Record<string, string>][] = [
  ['SCRAM-SHA-512 over TLS', () => secure.env('sasl-ssl')],
  ['SCRAM-SHA-256 over TLS', () => secure.env('sasl-ssl', { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' })],
  ['PLAIN over TLS', () => secure.env('sasl-ssl', { KAFKA_SASL_MECHANISM: 'PLAIN' })],
  ['SCRAM-SHA-512 without TLS', () => secure.env('sasl')],
  ['a certificate of our own', () => secure.env('mutual')],
]

describe('a guarded broker', () => {
  for (const [i, [name, env]] of ways.entries())
    test(`is read, written, asked and followed by a group with ${name}`, async () => {
      const topic = `guarded-${i}`
      const door = open(env())
      const group = open(env(), 'group')
      try {
        await door.admin.ensureTopics([declare(topic, 2)])
        await using direct = watch(door, [topic], { passing: true })
        await using grouped = watch(group, [topic])
        await door.sink.send([{ topic, key: 'k', value: 'sealed', headers: { 'x-request-id': 'r' }, partition: 1 }])
        await until('the record by the direct road', () => direct.records.length === 1)
        await until('the record by the group', () => grouped.records.length === 1)
        assert.equal(String(direct.records[0]?.value), 'sealed')
        const [read] = await door.admin.readRange({ topic, partition: 1, from: '0', count: 1 })
        assert.equal(String(read?.value), 'sealed')
        const worker = Promise.withResolvers<string>()
        const member = door.openGroup({
          groupId: `guards-${i}`,
          topic,
          fromBeginning: true,
          onBatch: async ([first], { commit }) => {
            await commit('1')
            worker.resolve(String(first?.value))
          },
        })
        assert.equal(await worker.promise, 'sealed')
        await member.stop()
      } finally {
        await Promise.all([door.close(), group.close()])
      }
    })

  const wrong: [what: string, env: () => Record<string, string>, cause: RegExp, remedy: RegExp][] = [
    [
      'a wrong password',
      () => secure.env('sasl-ssl', { KAFKA_SASL_PASSWORD: 'guessed' }),
      /does not accept our user or password/,
      /KAFKA_SASL_USERNAME and _PASSWORD/,
    ],
    [
      'an unknown user',
      () => secure.env('sasl', { KAFKA_SASL_USERNAME: 'nobody' }),
      /does not accept our user or password/,
      /KAFKA_SASL_USERNAME/,
    ],
    [
      'the CA of a stranger',
      () => secure.env('sasl-ssl', { KAFKA_SSL_CAFILE: secure.certificates.otherCa }),
      /certificate of .* is not signed by an authority we trust/,
      /KAFKA_SSL_CAFILE/,
    ],
    [
      'no certificate where one is asked for',
      () => secure.env('mutual', { KAFKA_SSL_CERTFILE: '', KAFKA_SSL_KEYFILE: '' }),
      /asks for a certificate of ours/,
      /KAFKA_SSL_CERTFILE/,
    ],
    [
      'TLS to a listener without it',
      () => ({ ...secure.env('sasl-ssl'), KAFKA_BOOTSTRAP_SERVERS: secure.env('sasl').KAFKA_BOOTSTRAP_SERVERS! }),
      /no TLS|secure connection|closed|does not answer/,
      /KAFKA_SECURITY_PROTOCOL/,
    ],
  ]
  for (const [what, env, cause, remedy] of wrong)
    test(`${what} is named, with the variable to look at`, async () => {
      const door = open(env())
      try {
        const error = await door.admin.cluster().then(
          () => assert.fail('it was let in'),
          (caught: unknown) => caught,
        )
        const told = explain(error)
        assert.match(told.cause, cause)
        assert.match(told.remedy, remedy)
      } finally {
        await door.close()
      }
    })

  test('the console itself runs over it, and tells a wrong password on its pages', async () => {
    const env = secure.env('sasl-ssl')
    await using app = await startConsole(env.KAFKA_BOOTSTRAP_SERVERS!, undefined, env)
    await until('the console reads', async () => (await fetch(`${app.url}/readyz`)).ok)
    const bad = secure.env('sasl-ssl', { KAFKA_SASL_PASSWORD: 'guessed' })
    await using other = await startConsole(bad.KAFKA_BOOTSTRAP_SERVERS!, undefined, bad)
    await until('the cause is named', async () =>
      /user or password/.test(await (await fetch(`${other.url}/readyz`)).text()),
    )
  })
})
