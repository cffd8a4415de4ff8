import type { Topic } from '#lib/contract.ts'
import type { KafkaState } from '#lib/protocol.ts'
import type { Raw, SourceOptions } from '#server/ports.ts'
import type { KafkaDoor } from './client.ts'

export type Gap = Parameters<SourceOptions['onGap']>[0]

/** Opens a source and keeps what it says. */
export function watch(door: KafkaDoor, topics: string[], more: Partial<SourceOptions> = {}) {
  const [records, gaps, states]: [Raw[], Gap[], KafkaState[]] = [[], [], []]
  const source = door.openSource({
    topics,
    cursor: () => undefined,
    begin: { backMs: 3_600_000, maxRecords: 1_000_000 },
    onBatch: (batch) => void records.push(...(more.passing ? batch.map(copied) : batch)),
    onGap: (gap) => void gaps.push(gap),
    onState: (state) => void states.push(state),
    ...more,
  })
  const texts = () => records.map((record) => String(record.value))
  return { source, records, gaps, states, texts, [Symbol.asyncDispose]: () => source.stop() }
}

const copied = (record: Raw): Raw => ({
  ...record,
  key: record.key && Buffer.from(record.key),
  value: record.value && Buffer.from(record.value),
})

/** A topic as the contracts declare them, for `ensureTopics`. */
export const declare = (name: string, partitions = 1, config: Record<string, string> = {}): Topic =>
  ({ name, settings: { partitions, replication: 1, config } }) as Topic
