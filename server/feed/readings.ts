import type { Memory } from './memory.ts'

/** Counts since the console started; `newest` is a Kafka timestamp (epoch ms, 0 = none). */
export interface TopicTotals {
  topic: string
  in: number
  bad: number
  conflated: number
  newest: number
}

/** What the feed's memory says of systems and topics, for the shell, the health pages and the metrics. */
export interface Readings {
  /** What the shell shows of a system: records/s over 5 s, newest (epoch ms), bad since start, records/s in 60 × 5 s. */
  pulse: (system: string) => { rate: number; newest: number; bad: number; in: number; spark: number[] }
  /** Records/s over the last 5 s. */
  rate: (topic: string) => number
  newest: (topic: string) => number
  bad: (topic: string) => number
  totals: () => TopicTotals[]
}

export function createReadings({ lanes, sparks }: Memory): Readings {
  return {
    pulse(system) {
      const now = Date.now()
      const own = [...lanes.values()].filter((lane) => lane.system?.id === system)
      return {
        rate: Math.round(own.reduce((sum, lane) => sum + lane.rate.perSecond(now), 0) * 10) / 10,
        newest: Math.max(0, ...own.map((lane) => lane.newest)),
        bad: own.reduce((sum, lane) => sum + lane.bad, 0),
        in: own.reduce((sum, lane) => sum + lane.in, 0),
        spark: sparks.get(system)?.read(now) ?? [],
      }
    },
    rate: (topic) => lanes.get(topic)?.rate.perSecond(Date.now()) ?? 0,
    newest: (topic) => lanes.get(topic)?.newest ?? 0,
    bad: (topic) => lanes.get(topic)?.bad ?? 0,
    totals: () =>
      [...lanes.values()].map((lane) => ({
        topic: lane.name,
        in: lane.in,
        bad: lane.bad,
        conflated: lane.boards.reduce((sum, board) => sum + board.counts.conflated, 0),
        newest: lane.newest,
      })),
  }
}
