import type { Entry } from '#lib/contract.ts'
import type { CursorRow, Shelf } from './shelf.ts'

/**
 * How far each rule has judged each partition, so that a record read again after a restart raises nothing again. Saved with what the
 * record changed; a topic made anew (lower offset, newer time) is judged from its beginning.
 */
export interface Cursors {
  /** True the first time a record is shown to the rule. */
  fresh: (rule: string, entry: Pick<Entry, 'topic' | 'partition' | 'offset' | 'time'>) => boolean
  /** Notes that a topic spoke, for rules about silence. */
  heard: (rule: string, topic: string, at: number) => void
  get: (rule: string, topic: string) => CursorRow | undefined
  /** Writes those that moved. */
  save: () => void
}

export function createCursors(shelf: Shelf): Cursors {
  const nameOf = (rule: string, topic: string, partition: number) => `${rule}\n${topic}\n${partition}`
  const all = new Map(
    shelf.cursors().map((c) => [nameOf(c.rule, c.topic, c.partition), { ...c, at: BigInt(c.offset) }]),
  )
  const moved = new Set<CursorRow>()
  return {
    fresh: (rule, { topic, partition, offset, time }) => {
      const name = nameOf(rule, topic, partition)
      const at = BigInt(offset)
      const cursor = all.get(name)
      if (!cursor) {
        const made = { rule, topic, partition, offset, time, at }
        all.set(name, made)
        moved.add(made)
        return true
      }
      if (at <= cursor.at && time <= cursor.time) return false
      cursor.at = at
      cursor.offset = offset
      cursor.time = Math.max(cursor.time, time)
      moved.add(cursor)
      return true
    },
    heard: (rule, topic, at) => {
      const name = nameOf(rule, topic, -1)
      const cursor = all.get(name) ?? { rule, topic, partition: -1, offset: '-1', time: 0, at: -1n }
      cursor.time = Math.max(cursor.time, at)
      all.set(name, cursor)
      moved.add(cursor)
    },
    get: (rule, topic) => all.get(nameOf(rule, topic, -1)),
    save: () => {
      for (const cursor of moved) shelf.saveCursor(cursor)
      moved.clear()
    },
  }
}
