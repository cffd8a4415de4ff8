import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inPassing, inTransaction, openState } from './state.ts'

const [NORMAL, FULL] = [1, 2]

test('everything waits for the disk but what is written in passing, and that within something else does, too', () => {
  const dir = mkdtempSync(join(tmpdir(), 'milena-state-'))
  const db = openState(join(dir, 'state.db'))
  try {
    const waits = () => (db.prepare('pragma synchronous').get() as { synchronous: number }).synchronous
    assert.equal(waits(), FULL)
    assert.equal(inTransaction(db, waits), FULL)
    assert.equal(inPassing(db, waits), NORMAL)
    assert.equal(
      inTransaction(db, () => inPassing(db, waits)),
      FULL,
    )
    assert.throws(() =>
      inPassing(db, () => {
        db.exec("insert into meta values ('half', 'done')")
        throw new Error('no')
      }),
    )
    assert.equal(db.prepare("select 1 from meta where name = 'half'").get(), undefined)
    assert.equal(inTransaction(db, waits), FULL)
  } finally {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
