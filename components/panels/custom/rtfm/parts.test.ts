import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rtfm } from '#lib/systems/rtfm.ts'
import { blocksOf, type ChatRow, channelsOf, patience, saidAt } from './parts.ts'

let n = 0
const row = (t: number, channel: string, more: object = {}): ChatRow => ({
  k: String(++n),
  v: {
    ...{ topic: 'm', p: 0, o: String(n), t, key: null, size: 1 },
    m: {
      ...{ message_id: String(n), content: 'x', username: 'ana', timestamp: new Date(t).toISOString() },
      ...{ metadata: { channel_name: channel }, ...more },
    },
  },
})

describe('channels', () => {
  it('tell their rate over the last minute, and what came since they were looked at', () => {
    const rows = [row(0, 'a'), row(70_000, 'a'), row(80_000, 'b'), row(90_000, 'a')]
    const channels = channelsOf(rows, { a: 75_000 }, 100_000)
    assert.deepEqual(
      channels.map(({ id, perMinute, unread }) => [id, Math.round(perMinute), unread]),
      [
        ['a', 2, 1],
        ['b', 1, 0],
      ],
    )
  })
  it('do not claim a rate of a minute when less is known', () => {
    const [channel] = channelsOf([row(95_000, 'a'), row(99_000, 'a')], {}, 100_000)
    assert.equal(channel?.perMinute, 24)
  })
})

describe('messages', () => {
  it('of one person in a row are one block, until they pause', () => {
    const rows = [row(0, 'a'), row(1000, 'a'), row(400_000, 'a'), row(401_000, 'a', { username: 'ben' })]
    assert.deepEqual(
      blocksOf(rows).map((b) => [b.username, b.rows.length]),
      [
        ['ana', 2],
        ['ana', 1],
        ['ben', 1],
      ],
    )
  })
  it('are as old as they say, in UTC when they name no zone', () => {
    assert.equal(
      saidAt(row(5, 'a', { timestamp: '2025-11-02T12:34:56.789000+00:00' })),
      Date.UTC(2025, 10, 2, 12, 34, 56, 789),
    )
    assert.equal(saidAt(row(5, 'a', { timestamp: '2025-11-02T12:34:57.001' })), Date.UTC(2025, 10, 2, 12, 34, 57, 1))
    assert.equal(saidAt(row(5, 'a', { timestamp: 'yesterday' })), 5)
  })
})

it('how long a question may wait stands in the contract', () => {
  assert.equal(patience(rtfm), 30_000)
})
