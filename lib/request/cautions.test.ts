import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formOf } from '../systems/index.ts'
import { cautionsOf } from './cautions.ts'
import { checkInput } from './values.ts'

const ask = formOf('rtfm', 'ask')!

test('a real Discord channel is warned of before there is a question', () => {
  const input = { question: '', username: '', channel_id: '111222333444555666' }
  assert.equal(checkInput(ask.input, input).ok, false)
  assert.match(cautionsOf(ask, input).channel_id!, /Discord channel, the bot posts/)
  for (const channel_id of ['1', 'general', '', '1'.repeat(26), undefined])
    assert.deepEqual(cautionsOf(ask, { channel_id }), {}, channel_id)
})

test('a channel id that is too long hears how long one may be', () => {
  const error = (channel_id: string) => {
    const read = checkInput(ask.input, { question: 'x', channel_id })
    return read.ok ? undefined : read.errors.channel_id
  }
  assert.equal(error('1'.repeat(26)), 'a channel id has at most 20 digits')
  assert.equal(error('1'.repeat(20)), undefined)
  assert.equal(error('general'), 'must be the digits of a channel id')
})
