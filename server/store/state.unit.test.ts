import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { durably, inTransaction, openState } from './state.ts'

const [NORMAL, FULL] = [1, 2]

test('only what must outlive the machine waits for its disk, and nothing after it does', () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-state-'))
  const db = openState(join(dir, 'state.db'))
  try {
    const waits = () => (db.prepare('pragma synchronous').get() as { synchronous: number }).synchronous
    assert.equal(inTransaction(db, waits), NORMAL)
    assert.equal(durably(db, waits), FULL)
    assert.equal(
      durably(db, () => inTransaction(db, waits)),
      FULL,
      'what is done within it is part of it',
    )
    assert.throws(() =>
      durably(db, () => {
        db.exec("insert into meta values ('half', 'done')")
        throw new Error('no')
      }),
    )
    assert.equal(db.prepare("select 1 from meta where name = 'half'").get(), undefined)
    assert.equal(inTransaction(db, waits), NORMAL)
  } finally {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
