import type { DatabaseSync } from 'node:sqlite'
import { maxMembers } from './index-blocks.ts'

/** Sequences that go at once. */
const step = 2 * maxMembers
const mostSteps = 2000

/** Keeps the index within its size: the oldest records go, but only such as the checkpoint already covers. */
export function createTrimmer(db: DatabaseSync, maxBytes: number) {
  const trimRows = db.prepare('delete from event where topic = ? and p = ? and o < ?')
  const trimBlocks = db.prepare('delete from block where topic = ? and p = ? and last < ?')
  const nexts = db.prepare('select c.p, c.next from cursor c join topic t on t.name = c.topic where t.id = ?')
  const oldest = db.prepare(
    'select min(seq) as seq from (select min(seq) as seq from event union all select min(seq) from block)',
  )
  const dropRows = db.prepare('delete from event where seq <= ?')
  const dropBlocks = db.prepare('delete from block where seq <= ? and seq + n - 1 <= ?')
  const topics = db.prepare('select distinct topic, part from block_key')
  const dropKeys = db.prepare('delete from block_key where topic = ? and part = ? and last < ?')
  const pages = db.prepare(
    'select page_count - freelist_count as used, page_size as size from pragma_page_count(), pragma_freelist_count(), pragma_page_size()',
  )
  let checkpoint = 0

  const tooLarge = (): boolean => {
    const { used, size } = pages.get() as { used: number; size: number }
    return used * size > maxBytes
  }
  const oldestSeq = () => (oldest.get() as { seq: number | null }).seq
  function dropSome(): boolean {
    const from = oldestSeq()
    if (from === null) return false
    const to = Math.min(from + step, checkpoint)
    return Number(dropRows.run(to).changes) + Number(dropBlocks.run(to, to).changes) > 0
  }
  function dropKeysOfGone(): void {
    const from = oldestSeq() ?? Number.MAX_SAFE_INTEGER
    for (const { topic, part } of topics.all() as { topic: number; part: number }[]) dropKeys.run(topic, part, from)
  }

  return {
    /** Everything up to this sequence is saved in boards and buckets. */
    saved(upTo: number): void {
      checkpoint = upTo
    },
    /** Of the topics given only the last `keep` records per partition stay. */
    trim(gauges: number[], keep: number): void {
      let gone = false
      for (const topic of gauges)
        for (const { p, next } of nexts.all(topic) as { p: number; next: number }[]) {
          trimRows.run(topic, p, next - keep)
          if (Number(trimBlocks.run(topic, p, next - keep).changes) > 0) gone = true
        }
      for (let n = 0; n < mostSteps && tooLarge() && dropSome(); n++) gone = true
      if (gone) dropKeysOfGone()
    },
  }
}
