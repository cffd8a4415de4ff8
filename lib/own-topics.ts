import { z } from 'zod'
import { AlertNote, alertsTopic } from './alert/own-topic.ts'
import type { Topic } from './contract.ts'

/** What a reference worker could not process: cause, origin, and the original bytes. */
export const DeadLetter = z.looseObject({
  cause: z.string(),
  /** The consumer group that put it aside; letters from before it was told lack it. */
  group: z.string().optional(),
  origin_topic: z.string(),
  partition: z.number().int(),
  offset: z.string(),
  key: z.string().nullable(),
  value_base64: z.string().nullable(),
  time: z.string(),
})

const alerts: Topic<typeof AlertNote> = {
  name: alertsTopic,
  title: 'Alert notes',
  noun: 'alert note',
  role: 'ledger',
  message: AlertNote,
  key: (note) => note.rule,
  settings: { partitions: 1, replication: 3, config: { 'retention.ms': '2592000000' } },
  columns: [
    { id: 'what', title: 'What', value: (note) => note.what },
    { id: 'rule', title: 'Rule', kind: 'id', value: (note) => note.rule },
    { id: 'subject', title: 'Subject', kind: 'id', value: (note) => note.subject },
    { id: 'by', title: 'By', priority: 2, value: (note) => note.by },
  ],
}

export const deadLetters: Topic<typeof DeadLetter> = {
  name: 'milena.dead-letters',
  title: 'Dead letters',
  noun: 'dead letter',
  role: 'ledger',
  message: DeadLetter,
  key: (letter) => letter.origin_topic,
  settings: { partitions: 1, replication: 3, config: { 'retention.ms': '2592000000' } },
  columns: [
    { id: 'origin', title: 'Origin', value: (letter) => `${letter.origin_topic}/${letter.partition}/${letter.offset}` },
    { id: 'cause', title: 'Cause', tone: () => 'bad', value: (letter) => letter.cause },
    { id: 'group', title: 'Put aside by', priority: 2, value: (letter) => letter.group },
    { id: 'key', title: 'Key', kind: 'id', priority: 2, value: (letter) => letter.key },
  ],
}

/** Topics of Milena's own: where consoles agree on alerts, and where workers leave what they could not process. */
export const ownTopics: readonly Topic[] = [alerts, deadLetters]
