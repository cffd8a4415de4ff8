import type { System, Topic } from '#lib/contract.ts'
import type { BoardMemory } from './board.ts'
import type { EntityView } from './entity-view.ts'
import type { MeasureMemory } from './measure.ts'
import { createRate, type Rate } from './rate.ts'
import { createRing, type Ring } from './ring.ts'

/** Everything in memory that records of one topic go into. */
export interface Lane {
  name: string
  /** Absent for topics without a contract: those have a tail and nothing else. */
  topic: Topic | undefined
  system: System | undefined
  ring: Ring
  /** Since the console started. */
  in: number
  bad: number
  /** Kafka timestamp of the newest record, epoch ms; 0 = none. */
  newest: number
  rate: Rate
  /** Next offset per partition. */
  next: Map<number, number>
  boards: BoardMemory[]
  measures: MeasureMemory[]
  /** What finds the entity of a record, and the views of entities that are open. */
  entityOf: ((message: any) => string | null) | undefined
  entities: Map<string, Set<EntityView>>
  /** Views to be told when something came in. */
  watchers: Set<() => void>
}

export function createLane(name: string, contract?: { system: System; topic: Topic }): Lane {
  const entity = contract?.system.entity?.topics.find((one) => one.topic === name)
  return {
    name,
    topic: contract?.topic,
    system: contract?.system,
    ring: createRing({ name, topic: contract?.topic }),
    in: 0,
    bad: 0,
    newest: 0,
    rate: createRate(),
    next: new Map(),
    boards: [],
    measures: [],
    entityOf: entity?.key,
    entities: new Map(),
    watchers: new Set(),
  }
}
