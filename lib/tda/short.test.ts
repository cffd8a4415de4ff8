import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tda } from '../systems/tda.ts'
import { composeJob, JobInput } from './input.ts'
import { readJob, readResult, sayResult } from './read.ts'

const [jobs, results] = tda.topics as [(typeof tda.topics)[0], (typeof tda.topics)[0]]
const context = { id: 'j', now: new Date(0) }
const pairs = Array.from({ length: 900 }, (_, i) => ({ dimension: i % 2, birth: i, death: i + 1, persistence: 1 }))
const said = { job_id: 'j', computation_info: { num_points: 9, computation_time: 2 } }
const messages: [(typeof jobs)[], object][] = [
  [[jobs], composeJob(JobInput.parse({ count: 900 }), context)],
  [
    [jobs],
    { job_id: 'j', algorithm: 'vietoris_rips', point_cloud: { points: pairs.map((p) => [p.birth]), dimension: 1 } },
  ],
  [[results], { ...said, timestamp: 1, tda_results: { betti_numbers: { 0: [1] }, persistence_pairs: pairs } }],
  [
    [results],
    {
      metadata: {},
      payload: { job_id: 'j', result_id: 'r', result_type: 'x', metadata: { persistence_pairs: pairs } },
    },
  ],
  [[results], { event_type: 'result.persistence_diagram', data: { job_id: 'j', dimension: 1, intervals: pairs } }],
  [[results], { job_id: 'j', persistence_diagrams: [{ dimension: 1, points: pairs }] }],
]

it('says of a shortened message in lists what the whole one says, in every dialect', () => {
  for (const [[topic], message] of messages) {
    const short: any = topic!.short!(message)
    assert.ok(JSON.stringify(short).length < 2000, JSON.stringify(short).slice(0, 300))
    for (const column of topic!.columns) {
      const at = { time: 0, key: null, partition: 0, offset: '0' }
      assert.equal(column.value(short, at), column.value(message, at), column.id)
    }
    assert.equal(topic!.key(short), 'j')
  }
  const short: any = results.short!(messages[2]![1])
  assert.deepEqual([readResult(short).total, readResult(short).points], [900, 9])
  assert.match(sayResult(short), /^900 pairs/)
  assert.equal(readJob(jobs.short!(messages[0]![1])).points, 900)
})
