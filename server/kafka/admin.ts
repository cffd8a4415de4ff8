import type { Admin, Kafka } from 'kafkajs'
import type { Topic } from '#lib/contract.ts'
import { type Ensured, ensureTopics } from './admin-topics.ts'
import type { Wire } from './wire.ts'

export interface KafkaAdmin {
  ensureTopics: (declared: Topic[]) => Promise<Ensured>
  close: () => Promise<void>
}

export function createAdmin(deps: {
  kafka: () => Kafka
  wire: () => Wire
  physical: (topic: string) => string
  logical: (topic: string) => string
}): KafkaAdmin {
  const { physical } = deps
  let client: Promise<Admin> | undefined
  const wire = deps.wire()
  const admin = () => {
    client ??= (async () => {
      const made = deps.kafka().admin()
      await made.connect()
      return made
    })().catch((error) => {
      client = undefined
      throw error
    })
    return client
  }
  return {
    ensureTopics: (declared) => ensureTopics({ admin, wire, physical }, declared),
    async close() {
      wire.close()
      await client?.then((made) => made.disconnect()).catch(() => {})
    },
  }
}
