import type { GroupRow, PulseData, TopicData, TopicRow, ViewSpec } from '#lib/protocol.ts'
import type { MakeView } from '../ports.ts'
import { createListView, createValueView } from '../store/list-view.ts'
import { readingTruth } from './truth.ts'

type Kind = 'pulse' | 'topics' | 'topic' | 'groups'

export interface HealthViews {
  /** Something of this kind is new: its views are flushed, at once if it is urgent. */
  changed: (kind: Kind, urgent?: boolean) => void
}

export interface HealthViewsDeps {
  hub: { provide: (kind: ViewSpec['kind'], make: MakeView) => unknown }
  every: { topics: number; groups: number; pulse: number }
  pulse: () => PulseData
  topics: () => { rows: readonly TopicRow[]; at: number }
  groups: () => { rows: readonly GroupRow[]; at: number }
  topic: (name: string, arrived: () => void) => TopicData | undefined
  /** The cluster's topics have been read at least once. */
  asked: () => boolean
}

/** Registers the views `pulse`, `topics`, `topic` and `groups`. */
export function provideHealth(deps: HealthViewsDeps): HealthViews {
  const { hub, every, pulse, topics, groups, topic, asked } = deps
  const open: Record<Kind, Set<(urgent?: boolean) => void>> = {
    pulse: new Set(),
    topics: new Set(),
    topic: new Set(),
    groups: new Set(),
  }
  const readings: Record<Kind, number> = { pulse: 0, topics: 0, topic: 0, groups: 0 }
  const joined = (kind: Kind, changed: (urgent?: boolean) => void) => {
    open[kind].add(changed)
    return () => void open[kind].delete(changed)
  }

  hub.provide('pulse', (_, changed) =>
    createValueView({
      data: pulse,
      truth: () => readingTruth(Date.now(), every.pulse, readings.pulse),
      close: joined('pulse', changed),
    }),
  )
  hub.provide('topics', (_, changed) =>
    createListView({
      rows: () => topics().rows.map((v) => ({ k: v.name, v })),
      data: () => ({ at: topics().at }),
      truth: () => readingTruth(topics().at, every.topics, readings.topics),
      close: joined('topics', changed),
    }),
  )
  hub.provide('groups', (_, changed) =>
    createListView({
      rows: () => groups().rows.map((v) => ({ k: v.id, v })),
      data: () => ({ at: groups().at }),
      truth: () => readingTruth(groups().at, every.groups, readings.groups),
      close: joined('groups', changed),
    }),
  )
  hub.provide('topic', (spec, changed) => {
    const { topic: name } = spec as Extract<ViewSpec, { kind: 'topic' }>
    if (asked() && !topic(name, () => {})) return `neither the cluster nor a contract has a topic ${name}`
    return createValueView({
      data: () => topic(name, () => changed()),
      truth: () => readingTruth(topics().at, every.topics, readings.topic),
      close: joined('topic', changed),
    })
  })

  return {
    changed(kind, urgent) {
      readings[kind]++
      for (const flush of open[kind]) flush(urgent)
    },
  }
}
