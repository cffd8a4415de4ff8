import { setTimeout as pause } from 'node:timers/promises'
import type { Topic } from '#lib/contract.ts'
import type { KafkaAdmin } from './kafka/admin.ts'
import type { Log } from './log.ts'

/** Creates declared topics when asked to, and remembers what the operator should know of it. */
export function createTopicMaker({ admin, log }: { admin: Pick<KafkaAdmin, 'ensureTopics'>; log: Log }) {
  const notices = new Set<string>()

  const ensure = async (topics: Topic[]) => {
    const made = await admin.ensureTopics(topics)
    if (made.clamped.length) {
      const { got, wanted } = made.clamped[0]!
      notices.add(`${made.clamped.length} topics have ${got} replica instead of the ${wanted} declared: there are no more brokers.`)
    }
    return made
  }

  return {
    notices: () => [...notices],
    /** Keeps trying until the broker is there. */
    async furnish(topics: Topic[]): Promise<void> {
      for (let wait = 200; ; wait = Math.min(5000, wait * 2)) {
        try {
          const { created } = await ensure(topics)
          if (created.length) log.info({ created }, 'topics created')
          return
        } catch (error) {
          log.debug({ err: error }, 'topics cannot be created yet')
          await pause(wait)
        }
      }
    },
    async createMissing(topics: Topic[]): Promise<{ created: string[]; failed: { name: string; why: string }[] }> {
      const { created } = await ensure(topics)
      return { created, failed: [] }
    },
  }
}
