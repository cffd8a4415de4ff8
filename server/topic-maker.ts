import { setTimeout as pause } from 'node:timers/promises'
import type { Topic } from '#lib/contract.ts'
import type { KafkaAdmin } from './kafka/admin.ts'
import type { Log } from './log.ts'

/** Creates declared topics when asked to. */
export function createTopicMaker({ admin, log }: { admin: Pick<KafkaAdmin, 'ensureTopics'>; log: Log }) {
  return {
    /** Keeps trying until the broker is there. */
    async furnish(topics: Topic[]): Promise<void> {
      for (let wait = 200; ; wait = Math.min(5000, wait * 2)) {
        try {
          const { created } = await admin.ensureTopics(topics)
          if (created.length) log.info({ created }, 'topics created')
          return
        } catch (error) {
          log.debug({ err: error }, 'topics cannot be created yet')
          await pause(wait)
        }
      }
    },
    async createMissing(topics: Topic[]): Promise<{ created: string[]; failed: { name: string; why: string }[] }> {
      const { created } = await admin.ensureTopics(topics)
      return { created, failed: [] }
    },
  }
}
