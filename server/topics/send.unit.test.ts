import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { ownTopics } from '#lib/own-topics.ts'
import { nodeFlags } from '#server/start/node-flags.ts'
import { root } from '#server/start/steps.ts'

const send = (...args: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [...nodeFlags, 'server/topics/send.ts', ...args], {
    cwd: root,
  })
  return { status, said: String(stderr) }
}

test('only topics that a message can be sent to are offered', () => {
  const { status, said } = send()
  assert.equal(status, 2)
  assert.match(said, /There are: .*bot-queries/)
  for (const { name } of ownTopics) assert.ok(!said.includes(name), name)
})

test('a timeout that is no number of seconds is named, and how it is written', () => {
  for (const wrong of ['abc', '0']) {
    const { status, said } = send('bot-queries', '--dry', '--timeout', wrong)
    assert.equal(status, 2)
    assert.match(said, new RegExp(`^--timeout ${wrong}: write a number of seconds`))
  }
})
