import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOffsets } from './positions.ts'
import { EARLIEST, LATEST, type Wire } from './wire.ts'

/** A partition on a broker that takes one record after every question about its end or its times. */
function busyPartition() {
  let end = 0
  const offsets: Wire['offsets'] = async (_, of) => {
    const answers = of.map(({ topic, partition, time }) => ({
      ...{ topic, partition, error: 0 },
      // No record is a day old; -1 says so while there is none at all.
      offset: time === EARLIEST ? 0 : time === LATEST ? end : end === 0 ? -1 : 0,
    }))
    if (of.some(({ time }) => time !== EARLIEST)) end++
    return answers
  }
  return { offsets } as Wire
}

test('a record that is written while the start of an empty partition is looked up is not passed over', async () => {
  const at = { leader: 1, of: [{ topic: 'new', logical: 'new', partition: 0 }] }
  const known = { cursor: () => undefined, begin: { backMs: 86_400_000, maxRecords: 1000 }, progress: new Map() }
  const [start] = await startOffsets(busyPartition(), at, known)
  assert.equal(start?.offset, 0)
})
