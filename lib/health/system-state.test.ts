import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemState } from './system-state.ts'

const now = 1_000_000_000
const calm = { firing: 0, critical: 0, rate: 0, newest: 0, badAt: 0, blind: false, now }

test('a system is shown by the worst that is true of it', () => {
  const table = [
    [calm, 'unknown', 'nothing yet'],
    [{ ...calm, rate: 214.4, newest: now }, 'live', '214/s'],
    [{ ...calm, rate: 0.25, newest: now }, 'live', '0.3/s'],
    [{ ...calm, newest: now - 30_000 }, 'live', '0/s'],
    [{ ...calm, rate: 5, newest: now, blind: true }, 'unknown', 'no news'],
    [{ ...calm, firing: 1, blind: true }, 'warn', '1 firing'],
    [{ ...calm, newest: now - 61_000 }, 'quiet', 'quiet'],
    [{ ...calm, rate: 5, newest: now, badAt: now - 1000 }, 'warn', 'bad records'],
    [{ ...calm, rate: 5, newest: now, badAt: now - 400_000 }, 'live', '5.0/s'],
    [{ ...calm, rate: 5, newest: now, firing: 1 }, 'warn', '1 firing'],
    [{ ...calm, firing: 3, critical: 1, badAt: now }, 'bad', '1 critical'],
  ] as const
  for (const [figures, state, say] of table) assert.deepEqual(systemState(figures), { state, say })
})
