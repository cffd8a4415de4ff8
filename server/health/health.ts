import type { LagReading } from '#lib/alert/lag.ts'
import type { System } from '#lib/contract.ts'
import type { GroupRow, KafkaState, PulseData, TopicData, TopicRow, ViewSpec } from '#lib/protocol.ts'
import type { Config } from '../config.ts'
import { explain } from '../kafka/errors.ts'
import type { Log } from '../log.ts'
import type { MakeView } from '../ports.ts'
import { lagOf } from './feed-lag.ts'
import { createGroupRows } from './group-rows.ts'
import { createKafkaWatch } from './kafka-state.ts'
import type { AdminReads, AlertReads, FeedReads, RequestReads } from './needs.ts'
import { clusterNotices } from './notices.ts'
import { createPoll } from './poll.ts'
import { createPulse } from './pulse.ts'
import { createTopicDetails } from './topic-detail.ts'
import { createTopicRows } from './topic-rows.ts'
import { keepSame } from './truth.ts'
import { provideHealth } from './views.ts'

export interface Health {
  kafka: () => KafkaState
  /** For the source's `onState`. */
  observe: (state: KafkaState) => void
  /** What was known last and when it was read, epoch ms; 0 = never. */
  topics: () => { rows: TopicRow[]; at: number }
  /** By its name on the cluster. */
  topic: (name: string) => Promise<TopicData | undefined>
  groups: () => { rows: GroupRow[]; at: number }
  /** The same for those who judge lag: as old as the older of what it is made of, commits and high-water marks. */
  lags: () => LagReading
  pulse: () => PulseData
  /** Records the feed has not read yet, by logical topic, as of the last reading of the high-water marks. */
  feedLag: () => Map<string, number>
  close: () => Promise<void>
}

export interface HealthDeps {
  admin: AdminReads
  feed: FeedReads
  hub: { provide: (kind: ViewSpec['kind'], make: MakeView) => unknown }
  alerts: AlertReads
  requests: RequestReads
  systems: readonly System[]
  config: Pick<Config, 'demo'> & { kafka: Pick<Config['kafka'], 'embedded' | 'physical' | 'logical'> }
  log: Log
  /** More sentences for the operator: read-only rights and the like. */
  notices?: () => string[]
  schemas?: () => PulseData['schemas']
  every?: { cluster: number; topics: number; groups: number; pulse: number; watch: number }
}

const usual = { cluster: 2000, topics: 5000, groups: 3000, pulse: 1000, watch: 100 }

/** Asks the cluster how it is and keeps what was known last. Never throws, whatever Kafka does. */
export function createHealth(deps: HealthDeps): Health {
  const { admin, feed, hub, alerts, requests, systems, config, log, every = usual } = deps
  const { embedded, physical } = config.kafka
  const topicRows = createTopicRows({ systems, physical, feed })
  const groupRows = createGroupRows({ systems })
  const sameTopics = keepSame<TopicRow>((row) => row.name)
  const sameGroups = keepSame<GroupRow>((row) => row.id)
  let topics: TopicRow[] = []
  let groups: GroupRow[] = []

  const watch = createKafkaWatch(embedded ? 'embedded' : 'external', () => {
    log.info({ kafka: watch.state() }, 'Kafka’s state changed')
    views?.changed('pulse', true)
  })
  const cluster = createPoll({
    everyMs: every.cluster,
    ask: async () => {
      const began = performance.now()
      const answer = await admin.cluster()
      return { ...answer, latencyMs: Math.round((performance.now() - began) * 10) / 10 }
    },
    done: (answer) => {
      if (answer) watch.answered({ ...answer, brokers: answer.brokers.length })
      // One lost answer is no outage.
      else if (cluster.failures() > 1 || cluster.at() === 0) watch.failed(explain(cluster.error()))
    },
  })
  const topicPoll = createPoll({
    everyMs: every.topics,
    ask: () => admin.topics(),
    done: (answer) => {
      if (answer) topicRows.note(answer, topicPoll.at())
      refresh()
    },
  })
  const groupPoll = createPoll({
    everyMs: every.groups,
    ask: () => admin.groups(),
    done: (answer) => {
      if (answer) groupRows.note(answer, topicPoll.last() ?? [], groupPoll.at())
      groups = sameGroups(groupRows.rows())
      views.changed('groups')
    },
  })
  const refresh = (): void => {
    // Before the first answer nothing is known to be missing.
    if (topicPoll.at() === 0) return
    topics = sameTopics(topicRows.rows(groups))
    views.changed('topics')
    views.changed('topic')
  }
  const details = createTopicDetails({
    systems,
    admin,
    row: (name) => topics.find((row) => row.name === name),
    cluster: (name) => topicPoll.last()?.find((topic) => topic.name === name),
  })
  const pulse = createPulse({
    systems,
    feed,
    alerts,
    requests,
    kafka: watch.state,
    topics: () => topics,
    demo: config.demo,
    ...(deps.schemas && { schemas: deps.schemas }),
    notices: () => [
      ...clusterNotices({ systems, topics, brokers: watch.state().brokers, external: !embedded }),
      ...[alerts.notice?.()].filter((text) => text !== undefined),
      ...(deps.notices?.() ?? []),
    ],
  })
  const views = provideHealth({
    hub,
    every,
    pulse: pulse.data,
    topics: () => ({ rows: topics, at: topicPoll.at() }),
    groups: () => ({ rows: groups, at: groupPoll.at() }),
    topic: (name, arrived) => details.now(physical(name), arrived),
    asked: () => topicPoll.at() > 0,
  })

  let mark = ''
  let beatAt = 0
  const beat = setInterval(() => {
    const now = pulse.mark()
    const urgent = now !== mark
    if (!urgent && performance.now() - beatAt < every.pulse) return
    mark = now
    beatAt = performance.now()
    views.changed('pulse', urgent)
  }, every.watch)
  beat.unref()

  return {
    kafka: watch.state,
    observe: watch.observe,
    topics: () => ({ rows: topics, at: topicPoll.at() }),
    topic: (name) => details.whole(name),
    groups: () => ({ rows: groups, at: groupPoll.at() }),
    lags: () => ({ rows: groups, at: Math.min(groupPoll.at(), topicPoll.at()) }),
    pulse: pulse.data,
    feedLag: () => lagOf(topicPoll.last() ?? [], config.kafka.logical, feed.cursor),
    async close() {
      clearInterval(beat)
      await Promise.all([cluster.stop(), topicPoll.stop(), groupPoll.stop()])
    },
  }
}
