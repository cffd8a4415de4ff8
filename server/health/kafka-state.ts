import type { KafkaState } from '#lib/protocol.ts'

export interface KafkaWatch {
  /** What the source, which knows best, says of its connection. */
  observe: (state: KafkaState) => void
  /** What our own question to the cluster came to. */
  answered: (answer: { brokers: number; clusterId?: string | null; latencyMs: number }) => void
  failed: (why: { cause: string; remedy?: string }) => void
  state: () => KafkaState
}

/** Kafka's state as the pages show it: the source's word once it has one, else that of our own polls. */
export function createKafkaWatch(mode: KafkaState['mode'], changed: () => void): KafkaWatch {
  let observed: KafkaState | undefined
  let polled: KafkaState = { state: 'connecting', since: Date.now(), brokers: 0, latencyMs: null, mode }

  const turn = (next: Pick<KafkaState, 'state'> & Partial<KafkaState>): void => {
    const before = state()
    polled = {
      ...polled,
      cause: undefined,
      remedy: undefined,
      ...next,
      since: next.state === polled.state ? polled.since : Date.now(),
    }
    if (differs(before, state())) changed()
  }
  const state = (): KafkaState => {
    // A source that is still connecting knows less than a poll that already failed or succeeded.
    const base = !observed || (observed.state === 'connecting' && polled.state === 'down') ? polled : observed
    const { brokers, latencyMs, clusterId } = polled
    return {
      ...base,
      mode,
      brokers: base.state === 'up' ? brokers || base.brokers : base.brokers || brokers,
      latencyMs: base.state === 'up' ? (latencyMs ?? base.latencyMs) : null,
      ...(clusterId && { clusterId }),
    }
  }
  return {
    observe(next) {
      const before = state()
      observed = next
      if (differs(before, state())) changed()
    },
    answered: ({ brokers, clusterId, latencyMs }) =>
      turn({ state: 'up', brokers, latencyMs, ...(clusterId && { clusterId }) }),
    failed: ({ cause, remedy }) => turn({ state: 'down', latencyMs: null, cause, ...(remedy && { remedy }) }),
    state,
  }
}

const differs = (a: KafkaState, b: KafkaState): boolean =>
  a.state !== b.state || a.cause !== b.cause || a.brokers !== b.brokers
