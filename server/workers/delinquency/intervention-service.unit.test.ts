import assert from 'node:assert/strict'
import test from 'node:test'
import type { Outgoing, Raw } from '#server/ports.ts'
import { createLedger } from './intervention.ts'
import { createInterventionService } from './intervention-service.ts'

function service() {
  const dead: string[] = []
  const sent: Outgoing[] = []
  const commits: string[] = []
  const made = createInterventionService({
    ledger: createLedger(),
    topic: 'interventions-stream',
    sink: {
      send: async (records) => {
        sent.push(...records)
        return []
      },
    },
    deadLetters: {
      bury: async (all) => void dead.push(...all.map(({ raw, cause }) => `${raw.offset} ${cause}`)),
      count: () => dead.length,
    },
  })
  const batch = (values: (string | null)[], timestamp = Date.now()) => {
    const records = values.map((value, i): Raw => {
      const bytes = value === null ? null : Buffer.from(value)
      return { topic: 'predictions-stream', partition: 0, offset: String(i), timestamp, key: null, value: bytes }
    })
    return made.batch(records, { commit: async (offset) => void commits.push(offset) })
  }
  return { batch, dead, sent, commits }
}

const said = (more: object = {}) => JSON.stringify({ customer_id: 'c', risk_score: 0.6, risk_level: 'LOW', ...more })

test('what is no prediction is put aside with its cause, and those around it are served', async () => {
  const { batch, dead, sent, commits } = service()
  await batch([
    '{"customer_id": 7',
    null,
    '[]',
    said({ customer_id: undefined }),
    said({ risk_score: 'high' }),
    said({ risk_level: 'SEVERE' }),
    said(),
    said({ risk_level: 'HIGH', top_features: [null, { feature: 'savings' }] }),
  ])
  assert.deepEqual(dead, [
    '0 not JSON',
    '1 no value',
    '2 not an object',
    '3 customer_id is missing',
    '4 risk_score is not a number',
    '5 risk_level is none of LOW, MEDIUM, HIGH, CRITICAL',
  ])
  assert.deepEqual(
    sent.map(({ value }) => JSON.parse(String(value)).top_risk_factors),
    [['savings']],
  )
  assert.deepEqual(commits, ['8'])
})

test('what is too old to be acted on is passed over, whatever it says', async () => {
  const { batch, dead, sent, commits } = service()
  await batch(['{', said({ risk_level: 'CRITICAL' })], Date.now() - 2 * 3_600_000)
  assert.deepEqual([dead, sent, commits], [[], [], ['2']])
})
