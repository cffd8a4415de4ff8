import type { System, Topic } from '#lib/contract.ts'
import { exampleOf } from '#lib/example.ts'

const envelope = (now: Date, type: string, id: string) => ({
  ...{ message_id: `${id}-${now.getTime()}`, message_type: type, timestamp: now.toISOString().replace('Z', '+00:00') },
  ...{ source_service: 'milena', correlation_id: id, version: '1.0' },
})

/** Messages whose schema does not tell enough to make one up: by system and what a record is called. */
const known: Record<string, (now: Date) => unknown> = {
  'tda/job event': (now) => ({
    metadata: envelope(now, 'job.cancelled', 'example'),
    payload: { job_id: 'example', status: 'cancelled', algorithm: 'vietoris_rips', priority: 'low' },
  }),
  'tda/result': (now) => ({
    metadata: envelope(now, 'result.generated', 'example'),
    payload: { job_id: 'example', result_id: 'example', result_type: 'persistence_diagram', result_size: 0 },
  }),
  'tda/event': (now) => ({
    metadata: envelope(now, 'warning.issued', 'example'),
    payload: {
      ...{
        event_id: 'example',
        event_type: 'warning.issued',
        data: { error_type: 'Example', error_message: 'sent by hand' },
      },
      ...{ error_type: 'Example', error_message: 'sent by hand', severity: 'low' },
    },
  }),
  'tda/reading': (now) => ({
    type: 'computation_metrics',
    timestamp: now.toISOString(),
    metrics: { algorithm: 'vietoris_rips', computation_time_ms: 1, num_points: 3, num_persistence_pairs: 3 },
  }),
  // Older than any live candle: those who predict pass over it.
  'crypto/record': () => [
    {
      open_time: '2025-10-09T08:00:00+00:00',
      open: 121980.27,
      high: 122010.89,
      low: 121950.93,
      close: 122004.1,
      volume: 12.3456,
    },
  ],
}

/** A message the topic's contract accepts; undefined when nobody knows one. */
export function validExample(system: System, topic: Topic, now: Date): unknown {
  const made = known[`${system.id}/${topic.noun}`]?.(now)
  if (made !== undefined && topic.message.safeParse(made).success) return made
  return exampleOf(topic, now)
}
