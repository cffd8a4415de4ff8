import type { GroupRow, TopicData, TopicRow } from '../protocol.ts'

/** What there is to say of a topic or group: the worst first; `good` with no findings when nothing is wrong. */
export interface Verdict {
  tone: 'good' | 'warn' | 'bad' | 'muted'
  /** A few words for a chip: "2 partitions offline". */
  say: string
  findings: Finding[]
}
export interface Finding {
  tone: 'warn' | 'bad' | 'muted'
  say: string
  /** What to do about it, in one sentence. */
  remedy: string
}

export type JudgedTopic = Omit<TopicRow, 'groups'> & Partial<Pick<TopicData, 'settings' | 'declaredPartitions'>>

export function topicVerdict(topic: JudgedTopic): Verdict {
  if (topic.missing) {
    return verdict(
      [
        {
          tone: 'muted',
          say: 'not on the cluster',
          remedy: 'Create it with the contract’s settings, or start the service that owns it.',
        },
      ],
      '',
    )
  }
  const findings: Finding[] = []
  if (topic.offline > 0) {
    findings.push({
      tone: 'bad',
      say: `${count(topic.offline, 'partition')} offline`,
      remedy: 'No broker leads them: bring the brokers that hold their replicas back.',
    })
  }
  if (topic.underReplicated > 0) {
    findings.push({
      tone: 'warn',
      say: `${count(topic.underReplicated, 'partition')} under-replicated`,
      remedy: 'A replica is behind or its broker is down; data is safe, but not against the next failure.',
    })
  }
  const drifted = (topic.settings ?? []).filter((setting) => setting.drift)
  if (drifted.length > 0) {
    findings.push({
      tone: 'warn',
      say: drifted.length === 1 ? `${drifted[0]?.name} differs` : `${drifted.length} settings differ`,
      remedy: `The contract declares ${drifted.map(({ name, declared }) => `${name}=${declared}`).join(', ')}.`,
    })
  }
  const { declaredPartitions } = topic
  if (declaredPartitions != null && declaredPartitions !== topic.partitions) {
    findings.push({
      tone: 'warn',
      say: `${count(topic.partitions, 'partition')}, declared ${declaredPartitions}`,
      remedy: 'Adding partitions changes which key goes where; do it while the topic is quiet, or leave it.',
    })
  }
  if (topic.bad > 0) {
    findings.push({
      tone: 'warn',
      say: `${count(topic.bad, 'record')} could not be decoded`,
      remedy: 'Look at their bytes and cause: a producer writes what the contract does not know.',
    })
  }
  return verdict(findings, 'in sync')
}

/** The longest a group may need to catch up before it is worth a warning. */
const slowSeconds = 60

export function groupVerdict(
  group: Pick<GroupRow, 'state' | 'lag' | 'rate' | 'clearsIn'> & { members: readonly unknown[] },
): Verdict {
  const findings: Finding[] = []
  // Kafka lists such a group, but does not tell this client of its members.
  const unseen = group.state === 'NewProtocol'
  const listening = unseen || group.members.length > 0
  const rebalancing = /rebalance/i.test(group.state)
  if (!listening && group.lag > 0) {
    findings.push({
      tone: 'bad',
      say: `nobody listens, ${count(group.lag, 'record')} ${group.lag === 1 ? 'waits' : 'wait'}`,
      remedy: 'Start the service: its group has no member.',
    })
  } else if (!listening) {
    findings.push({
      tone: 'muted',
      say: 'nobody listens',
      remedy: 'The group has no member just now; nothing waits for it.',
    })
  }
  if (rebalancing) {
    findings.push({
      tone: 'warn',
      say: 'sharing out its partitions',
      remedy: 'Nothing is read meanwhile. If it goes on, members join and leave: look at their logs.',
    })
  }
  if (listening && group.lag > 0 && group.clearsIn === null) {
    findings.push({
      tone: group.rate > 0 ? 'warn' : 'bad',
      say:
        group.rate > 0
          ? `${count(group.lag, 'record')} behind, not catching up`
          : `${count(group.lag, 'record')} behind, nothing committed`,
      remedy:
        group.rate > 0
          ? 'Records come in faster than they are read: add members, up to one per partition.'
          : 'It has members but commits nothing: a message may block it, or it stalled.',
    })
  } else if (listening && group.clearsIn !== null && group.clearsIn > slowSeconds) {
    findings.push({
      tone: 'warn',
      say: `${count(group.lag, 'record')} behind`,
      remedy: `At this rate it has caught up in ${duration(group.clearsIn)}.`,
    })
  }
  return verdict(findings, group.lag === 0 ? 'up to date' : `${count(group.lag, 'record')} behind`)
}

const order = { bad: 0, warn: 1, muted: 2 }

function verdict(findings: Finding[], well: string): Verdict {
  const sorted = findings.toSorted((a, b) => order[a.tone] - order[b.tone])
  const [worst] = sorted
  return { tone: worst?.tone ?? 'good', say: worst?.say ?? well, findings: sorted }
}

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`

const duration = (seconds: number): string =>
  seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`
