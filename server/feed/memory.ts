import type { System } from '#lib/contract.ts'
import { type BadBook, createBadBook } from './bad-book.ts'
import { type BoardMemory, createBoard } from './board.ts'
import { type Arrival, bad, type Good, isBad, type Seen } from './decode.ts'
import { createLane, type Lane } from './lane.ts'
import { createMeasure, type MeasureMemory } from './measure.ts'
import { createSpark, type Spark } from './rate.ts'

export interface Memory {
  lanes: Map<string, Lane>
  /** By `system/board` and `system/measure`. */
  boards: Map<string, BoardMemory>
  measures: Map<string, MeasureMemory>
  sparks: Map<string, Spark>
  bad: BadBook
}

/** The console's memory of what is true now, empty. */
export function createMemory(systems: readonly System[]): Memory {
  const lanes = new Map<string, Lane>()
  const boards = new Map<string, BoardMemory>()
  const measures = new Map<string, MeasureMemory>()
  const sparks = new Map<string, Spark>()
  for (const system of systems) {
    sparks.set(system.id, createSpark())
    for (const topic of system.topics) lanes.set(topic.name, createLane(topic.name, { system, topic }))
    for (const def of system.boards ?? []) {
      const board = createBoard(
        def,
        system.topics.find((topic) => topic.name === def.topic),
      )
      boards.set(`${system.id}/${def.id}`, board)
      for (const topic of new Set([def.topic, ...(def.joins ?? []).map((join) => join.topic)]))
        lanes.get(topic)?.boards.push(board)
    }
    for (const def of system.measures ?? []) {
      const measure = createMeasure(def)
      measures.set(`${system.id}/${def.id}`, measure)
      lanes.get(def.topic)?.measures.push(measure)
    }
  }
  return { lanes, boards, measures, sparks, bad: createBadBook() }
}

/** Boards and buckets take a record in. What a contract's function throws makes the record a bad one, with the cause "contract". */
export function remember(lane: Lane, seen: Good, at: Arrival): Seen {
  try {
    for (const board of lane.boards) if (board.apply(seen, at)) board.rate.add(1, at.now)
    for (const measure of lane.measures) measure.apply(seen, at)
    return seen
  } catch (error) {
    return bad(at.raw, 'contract', String(error).slice(0, 200))
  }
}

/** The key the index and entity pages know a record by. */
export function entityKey(lane: Lane, seen: Seen): string | null {
  if (isBad(seen) || seen.message === null || !lane.entityOf) return seen.key
  try {
    return lane.entityOf(seen.message)
  } catch {
    return seen.key
  }
}
