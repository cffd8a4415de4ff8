import type { System } from '#lib/contract.ts'
import { capOf } from '#lib/feed/limits.ts'
import type { ViewSpec } from '#lib/protocol.ts'
import type { View } from '#server/ports.ts'
import { createBadView } from './bad-book.ts'
import { createBoardView } from './board-view.ts'
import type { Seen } from './decode.ts'
import { createEntityView, type EntityView } from './entity-view.ts'
import type { Hub } from './hub.ts'
import type { Lane } from './lane.ts'
import type { Memory } from './memory.ts'
import { createSeriesView, type Marks } from './series-view.ts'
import { createTailView } from './tail-view.ts'

type Spec<K extends ViewSpec['kind']> = Extract<ViewSpec, { kind: K }>

export interface FeedViewDeps {
  systems: readonly System[]
  hub: Pick<Hub, 'provide'>
  memory: Memory
  laneOf: (topic: string) => Lane
  history: (topic: string, key: string, limit: number) => Seen[]
  marks: Marks
  /** Asks the source for a topic that has no contract. */
  add: (topic: string) => void
}

const tickMs = 250
/** Topics without a contract that can be looked at in one run of the console: each stays in memory. */
const maxForeign = 100

/** Tells the hub how boards, tails, series, entities and bad records are looked at. */
export function provideViews({ systems, hub, memory, laneOf, history, marks, add }: FeedViewDeps) {
  const onTick = new Set<() => void>()
  const onBad = new Set<() => void>()
  const systemOf = (id: string) => systems.find((system) => system.id === id)
  // Time itself changes a chart: without records its right edge still moves.
  const timer = setInterval(() => {
    for (const changed of onTick) changed()
  }, tickMs)
  timer.unref()

  /** A view that is told of changes from `into`, until it is closed. */
  function tied(view: View, changed: () => void, into: Set<() => void>[]): View {
    for (const set of into) set.add(changed)
    const close = () => {
      for (const set of into) set.delete(changed)
      view.close?.()
    }
    return { ...view, close }
  }

  hub.provide('board', (spec: Spec<'board'>, changed) => {
    const board = memory.boards.get(`${spec.system}/${spec.board}`)
    const lane = board && memory.lanes.get(board.def.topic)
    if (!board || !lane) return `There is no board ${spec.board} in ${spec.system}.`
    const view = createBoardView(spec, board, () => lane.bad)
    return view
      ? tied(view, () => changed(), [lane.watchers])
      : `The board ${spec.board} cannot be sorted by ${spec.sort}.`
  })

  hub.provide('tail', (spec: Spec<'tail'>, changed) => {
    if (!memory.lanes.has(spec.topic)) {
      if ([...memory.lanes.values()].filter((lane) => !lane.topic).length >= maxForeign)
        return 'Too many topics without a contract have been looked at; restart the console to look at more.'
      add(spec.topic)
    }
    const lane = laneOf(spec.topic)
    return tied(createTailView(spec, lane), () => changed(), [lane.watchers])
  })

  hub.provide('series', (spec: Spec<'series'>, changed) => {
    const measures = spec.measures.map((id) => memory.measures.get(`${spec.system}/${id}`))
    const missing = spec.measures.find((_, i) => !measures[i])
    if (missing !== undefined) return `There is no measure ${missing} in ${spec.system}.`
    const found = measures.filter((measure) => measure !== undefined)
    const lanes = [...new Set(found.map((measure) => laneOf(measure.def.topic)))]
    const view = createSeriesView(spec, {
      measures: found,
      rate: () => lanes.reduce((sum, lane) => sum + lane.rate.perSecond(Date.now()), 0),
      bad: () => lanes.reduce((sum, lane) => sum + lane.bad, 0),
      marks,
    })
    return tied(view, () => changed(), [onTick])
  })

  hub.provide('entity', (spec: Spec<'entity'>, changed) => {
    const entity = systemOf(spec.system)?.entity
    if (!entity) return `${spec.system} has no pages of its own for keys.`
    const lanes = entity.topics.map(({ topic }) => laneOf(topic))
    const seen = lanes.flatMap((lane) => history(lane.name, spec.key, capOf(spec)))
    const view: EntityView = createEntityView(spec, seen, () => {
      for (const lane of lanes) {
        lane.entities.get(spec.key)?.delete(view)
        if (lane.entities.get(spec.key)?.size === 0) lane.entities.delete(spec.key)
      }
    })
    const push = view.push
    view.push = (one) => {
      push(one)
      changed()
    }
    for (const lane of lanes) lane.entities.set(spec.key, (lane.entities.get(spec.key) ?? new Set()).add(view))
    return view
  })

  hub.provide('bad', (spec: Spec<'bad'>, changed) => tied(createBadView(spec, memory.bad), () => changed(), [onBad]))

  return {
    badChanged() {
      for (const changed of onBad) changed()
    },
    close: () => clearInterval(timer),
  }
}
