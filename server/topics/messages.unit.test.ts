import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { rtfm } from '#lib/systems/rtfm.ts'
import { nodeFlags } from '#server/start/node-flags.ts'
import { root } from '#server/start/steps.ts'
import { find } from './named.ts'
import { makeMessage } from './send-check.ts'

const plain = { set: {}, timeoutMs: 1000 }
const queries = rtfm.forms![0]!.door.kind === 'topic' ? rtfm.forms![0]!.door.topic : ''
const topic = rtfm.topics.find((t) => t.name === queries)!

test('there is a valid message to send for every topic of every system', () => {
  for (const system of systems) {
    for (const one of system.topics) {
      const made = makeMessage({ system, topic: one, ...plain })
      assert.ok(made.ok, `${one.name}: ${made.ok ? '' : made.why}`)
      const read = one.message.safeParse(JSON.parse(String(made.record.value)))
      assert.ok(read.success, one.name)
    }
  }
})

test('what is not valid is not sent, and says why', () => {
  const why = (more: object) => {
    const made = makeMessage({ system: rtfm, topic, ...plain, ...more })
    return made.ok ? 'sent' : made.why
  }
  assert.match(why({ value: '{"question": "where?"}' }), /query_id/)
  assert.match(why({ value: '{"question"' }), /JSON/i)
  assert.match(why({ value: 'null' }), /does not allow/)
  assert.match(why({ form: 'guess' }), /there are: ask/)
  assert.match(why({ set: { colour: 'red' } }), /no field colour; it has question, username, channel_id/)
  assert.match(why({ set: { channel_id: 'general' } }), /digits of a channel id/)
})

test('fields that are set are in the message; the key is the contract’s', () => {
  const made = makeMessage({ system: rtfm, topic, ...plain, set: { question: 'Where is the key?' } })
  assert.ok(made.ok)
  const message = JSON.parse(String(made.record.value))
  assert.deepEqual(
    [message.question, made.record.key, made.record.headers?.['x-request-id']],
    ['Where is the key?', message.query_id, made.id],
  )
})

test('a question to a real Discord channel is warned of', () => {
  const args = [...nodeFlags, 'server/topics/send.ts', queries, '--dry', '--set']
  const said = (channel: string) => spawnSync(process.execPath, [...args, `channel_id=${channel}`], { cwd: root })
  assert.match(String(said('111222333444555666').stderr), /Mind: .*the bot posts the answer there/)
  assert.doesNotMatch(String(said('1').stderr), /Mind/)
})

test('a name that no contract has is answered with those that come near', () => {
  const same = (name: string) => name
  assert.ok((find('bot-query', same) as string[]).includes(queries))
  assert.deepEqual(find('qqq', same), [])
  assert.ok(!Array.isArray(find(queries, same)))
  assert.ok(!Array.isArray(find('renamed', (name) => (name === queries ? 'renamed' : name))))
})
