import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row, TailRow } from '#lib/protocol.ts'
import { badGroups } from './bad-groups.ts'

const row = (o: number, cause: string, detail: string): Row<TailRow> => ({
  k: String(o),
  v: { topic: 't', p: 0, o: String(o), t: o, key: null, size: 1, bad: { cause, detail, preview: '{}' } },
})

test('bad records stand together by cause, and each cause says which fields it was and why', () => {
  const groups = badGroups(
    [
      row(1, 'schema', 'username: must be text'),
      row(2, 'schema', 'question: is needed'),
      row(3, 'not-json', 'it ends too early'),
      row(4, 'schema', 'question: is needed'),
    ],
    '',
  )
  assert.deepEqual(
    groups.map(({ cause, rows, reasons }) => [cause, rows.length, reasons.map(({ reason, n }) => `${n} ${reason}`)]),
    [
      ['schema', 3, ['2 question: is needed', '1 username: must be text']],
      ['not-json', 1, ['1 it ends too early']],
    ],
  )
})
