import type { Kafka } from 'kafkajs'
import type { Generation } from './supervisor.ts'
import type { Wire } from './wire.ts'
export const runGroup = async (
  _: { kafka: Kafka; wire: Wire; physical: (t: string) => string; clientId: string; log: object },
  __: Generation,
): Promise<void> => {}
