import type { DatabaseSync } from 'node:sqlite'
import { AlertNote, alertsTopic } from '#lib/alert/own-topic.ts'
import type { KafkaState } from '#lib/protocol.ts'
import type { Log } from '#server/log.ts'
import type { Sink } from '#server/ports.ts'
import { createOutbox, OutboxFull } from '#server/request/outbox.ts'
import { createRelay } from '#server/request/relay.ts'
import { type Position, toKafka } from '#server/request/to-kafka.ts'
import type { Clock } from '#server/store/clock.ts'
import { inPassing } from '#server/store/state.ts'

export interface Notes {
  /** Queues a note; call it inside the transaction that writes what it tells of. */
  put: (note: Omit<AlertNote, 'console'>) => void
  kick: () => void
  wake: () => void
  /** What another console said, or null: our own words and what is no note. */
  read: (message: unknown) => AlertNote | null
  /** For the operator: why alerts are only kept here. */
  notice: () => string | undefined
  close: () => Promise<void>
}

interface Deps {
  db: DatabaseSync
  sink: Sink
  clock: Clock
  log: Log
  self: string
  kafkaState: () => KafkaState
}

const most = 1_000
/** Notes between two looks at how many wait. */
const trimEvery = 100
const tries = 5

/** The console's own topic: what happens to alerts, told to the other consoles. Everything is kept here too, so a topic that cannot be written costs only the telling. */
export function createNotes({ db, sink, clock, log, self, kafkaState }: Deps): Notes {
  const outbox = createOutbox(db)
  let why: string | undefined
  // On a first start the topic may be about to be created: a refusal counts only after some tries, 6 s together.
  let patience = tries
  let untrimmed = 0
  const relay = createRelay<Position>({
    outbox,
    clock,
    log,
    carrier: {
      kinds: ['note'],
      together: 100,
      deliver: async (_, letters) => {
        const outcomes = await toKafka(sink, letters)
        if (!outcomes.some((outcome) => 'refused' in outcome)) patience = tries
        else if (patience-- > 0) return outcomes.map((o) => ('refused' in o ? { again: o.refused } : o))
        return outcomes
      },
      starting: () => {},
      settled: (_, outcome) => {
        why = 'refused' in outcome ? outcome.refused : undefined
      },
      delayed: (_, reason, n) => {
        if (n > tries && kafkaState().state === 'up') why = reason
      },
      commit: (work) => inPassing(db, work),
    },
  })
  return {
    put: (note) => {
      try {
        const value = JSON.stringify({ console: self, ...note })
        outbox.put({
          kind: 'note',
          requestId: null,
          road: alertsTopic,
          key: note.rule,
          value,
          headers: {},
          at: note.at,
        })
        if (++untrimmed < trimEvery) return
        untrimmed = 0
        outbox.trim('note', most)
      } catch (error) {
        // Submissions have filled the outbox; telling others waits, the alert itself does not.
        if (!(error instanceof OutboxFull)) throw error
      }
    },
    kick: relay.kick,
    wake: relay.wake,
    read: (message) => {
      const parsed = AlertNote.safeParse(message)
      return parsed.success && parsed.data.console !== self ? parsed.data : null
    },
    notice: () => why && `Alerts are kept on this console only; ${alertsTopic} cannot be written: ${why}`,
    close: () => relay.close(1_000),
  }
}
