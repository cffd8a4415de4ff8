import type { CursorRow, Shelf } from './shelf.ts'

/**
 * How far each rule has judged each partition, so that a record read again after a restart raises nothing again. Saved with what the
 * record changed; a topic made anew (lower offset, newer time) is judged from its beginning.
 */
export interface Cursors {
  /** For one rule and topic: true the first time a record is shown to it. Called for every record. */
  track: (rule: string, topic: string) => (partition: number, offset: string, time: number) => boolean
  /** Notes that a topic spoke, for rules about silence. */
  heard: (rule: string, topic: string, at: number) => void
  get: (rule: string, topic: string) => CursorRow | undefined
  /** Writes those that moved. */
  save: () => void
}

interface Cursor extends CursorRow {
  at: number
  moved: boolean
}

export function createCursors(shelf: Shelf): Cursors {
  const all = new Map<string, Map<number, Cursor>>()
  const of = (rule: string, topic: string): Map<number, Cursor> => {
    const name = `${rule}\n${topic}`
    const partitions = all.get(name) ?? new Map<number, Cursor>()
    all.set(name, partitions)
    return partitions
  }
  for (const row of shelf.cursors()) {
    of(row.rule, row.topic).set(row.partition, { ...row, at: Number(row.offset), moved: false })
  }
  return {
    track: (rule, topic) => {
      const partitions = of(rule, topic)
      return (partition, offset, time) => {
        const at = Number(offset)
        const cursor = partitions.get(partition)
        if (!cursor) {
          partitions.set(partition, { rule, topic, partition, offset, time, at, moved: true })
          return true
        }
        if (at <= cursor.at && time <= cursor.time) return false
        cursor.at = at
        cursor.offset = offset
        if (time > cursor.time) cursor.time = time
        cursor.moved = true
        return true
      }
    },
    heard: (rule, topic, at) => {
      const partitions = of(rule, topic)
      const time = Math.max(at, partitions.get(-1)?.time ?? 0)
      partitions.set(-1, { rule, topic, partition: -1, offset: '-1', time, at: -1, moved: true })
    },
    get: (rule, topic) => of(rule, topic).get(-1),
    save: () => {
      for (const partitions of all.values()) {
        for (const cursor of partitions.values()) {
          if (!cursor.moved) continue
          shelf.saveCursor(cursor)
          cursor.moved = false
        }
      }
    },
  }
}
