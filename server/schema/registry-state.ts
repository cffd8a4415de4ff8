import type { RegistryState } from '#lib/schema/views.ts'

/** Whether the registry is there, since when, and what to do about it. */
export function createRegistryWatch({ url, embedded, expected }: Pick<RegistryState, 'url' | 'embedded' | 'expected'>) {
  let state: RegistryState = { state: 'connecting', since: Date.now(), url, embedded, expected }
  /** An embedded registry takes seconds to come up, and a minute when it is fetched first. */
  const patienceMs = embedded ? 90_000 : 15_000
  return {
    state: () => state,
    answered() {
      if (state.state !== 'up') state = { state: 'up', since: Date.now(), url, embedded, expected }
    },
    failed({ cause, remedy }: { cause: string; remedy: string }) {
      const starting = embedded && state.state === 'connecting' && Date.now() - state.since < patienceMs
      const now = starting ? 'connecting' : 'down'
      if (state.state === now && state.cause === cause) return
      state = { ...state, state: now, since: state.state === now ? state.since : Date.now(), cause, remedy }
    },
    /** Only where somebody counts on it. */
    notices: () =>
      expected && state.state === 'down' && Date.now() - state.since > patienceMs
        ? [`Schemas are not known now: ${state.cause}. To do: ${state.remedy}.`]
        : [],
  }
}
