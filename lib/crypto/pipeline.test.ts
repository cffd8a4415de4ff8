import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allows, consumerId, groupOf, NewConsumer, partsOfId, StateFile, startable, whyNot } from './pipeline.ts'

describe('a process of the pipeline', () => {
  it('can be paused while it runs, resumed when it rests, and its deletion taken back until it is carried out', () => {
    const consumer = { kind: 'consumer' as const }
    assert.ok(allows({ ...consumer, state: 'running' }, 'pause') && !allows({ ...consumer, state: 'paused' }, 'pause'))
    assert.ok(
      allows({ ...consumer, state: 'paused' }, 'resume') && !allows({ ...consumer, state: 'running' }, 'resume'),
    )
    assert.ok(
      allows({ ...consumer, state: 'delete' }, 'resume') && !allows({ ...consumer, state: 'deleted' }, 'resume'),
    )
    assert.ok(!allows({ kind: 'producer', state: 'running' }, 'delete'))
    assert.match(whyNot({ ...consumer, state: 'deleted' }, 'pause'), /It is deleted: it cannot be paused now/)
    assert.ok(startable('deleted') && startable('error') && !startable('running') && !startable('paused'))
  })

  it('is named by its file', () => {
    assert.deepEqual(partsOfId('BTCUSDT_lightgbm_v1'), { crypto: 'BTCUSDT', model: 'lightgbm', version: 'v1' })
    assert.deepEqual(partsOfId('ALL_producer_main'), { crypto: 'ALL', model: 'producer', version: 'main' })
    for (const id of ['', 'a_b', '../x_y_z', 'a_b_c_d', 'a b_c_d', 'BTC/USDT_x_v1', `${'x'.repeat(50)}_b_c`])
      assert.equal(partsOfId(id), null, id)
    assert.equal(groupOf('lightgbm', 'v1'), 'lightgbm-v1-consumer')
  })

  it('takes only names that are safe in a file and in a shell', () => {
    const good = { crypto: 'BTCUSDT', model: 'lightgbm', version: 'v1' }
    assert.equal(consumerId(NewConsumer.parse(good)), 'BTCUSDT_lightgbm_v1')
    for (const bad of ['', 'a b', 'a;b', '$(x)', '../a', 'a_b', '-rf', "a'b"])
      assert.ok(!NewConsumer.safeParse({ ...good, model: bad }).success, bad)
    assert.ok(!NewConsumer.safeParse({ ...good, version: 'latest' }).success)
  })

  it('has a state file whose unknown words are unknown and whose other fields stay', () => {
    const file = StateFile.parse({ crypto: 'A', model: 'b', version: 'c', state: 'hopping', error_msg: null, pid: 7 })
    assert.deepEqual([file.state, file.pid], ['unknown', 7])
    assert.ok(!StateFile.safeParse({ state: 'running' }).success)
  })
})
