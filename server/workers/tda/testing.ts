import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseJson } from '#lib/feed/parse.ts'
import { ownTopics } from '#lib/own-topics.ts'
import { tda } from '#lib/systems/tda.ts'
import { composeJob, JobInput } from '#lib/tda/input.ts'
import type { KafkaDoor } from '#server/kafka/client.ts'
import type { Outgoing, Raw } from '#server/ports.ts'
import { topics as contractTopics } from './topics.ts'

export const topics = contractTopics()
export const every = [...tda.topics, ...ownTopics]

/** A folder that goes with the test. */
export async function folder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'milena-tda-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export interface Said {
  topic: string
  type: string
  /** ms, by the broker's clock */
  time: number
  headers: Record<string, string>
  message: any
}

/** What is said of each job, from all the platform's topics, as it comes. */
export function listen(door: KafkaDoor) {
  const all: Said[] = []
  const byJob = new Map<string, Said[]>()
  const source = door.openSource({
    topics: every.map((topic) => topic.name),
    cursor: () => undefined,
    begin: { backMs: 1e12, maxRecords: 1e6 },
    onBatch: (records) => records.forEach(note),
    onGap: () => {},
    onState: () => {},
  })
  function note(raw: Raw): void {
    const parsed = parseJson(raw.value ?? '')
    if (!parsed.ok) return
    const message = parsed.value as any
    const said: Said = {
      ...{ topic: raw.topic, time: raw.timestamp, message, headers: raw.headers ?? {} },
      type: message.metadata?.message_type ?? message.type ?? message.cause ?? '',
    }
    all.push(said)
    const job = message.payload?.job_id ?? message.payload?.context?.job_id
    if (job) byJob.set(job, [...(byJob.get(job) ?? []), said])
  }
  const types = (job: string) => (byJob.get(job) ?? []).map((said) => said.type)
  const ends = ['job.completed', 'job.failed']
  return {
    all,
    types,
    source,
    of: (job: string, type: string) => byJob.get(job)?.find((said) => said.type === type)?.message,
    times: (job: string) => byJob.get(job) ?? [],
    /** How often the job was told to be over. */
    ended: (job: string) => types(job).filter((type) => ends.includes(type)).length,
    /** The payload of its end, once it has one. */
    end: (job: string) => byJob.get(job)?.find((said) => ends.includes(said.type))?.message.payload,
  }
}

/** A submission as the form makes it, with whatever else the test wants. */
export function submission(
  id: string,
  input: Partial<JobInput> = {},
  more: (message: any) => object = () => ({}),
): Outgoing {
  const message = composeJob(JobInput.parse(input), { id, now: new Date() })
  return { topic: topics.jobs, key: id, value: JSON.stringify({ ...message, ...more(message) }) }
}

/** How many records the worker's group has not dealt with. */
export async function lag(door: KafkaDoor): Promise<number> {
  const committed = await door.admin.groupOffsets('tda-backend-group', [topics.jobs])
  const ends = await door.admin.latestOffsets([topics.jobs])
  return ends.reduce((sum, { partition, high }) => {
    const at = Number(committed.find((c) => c.partition === partition)?.offset ?? -1)
    return sum + Number(high) - Math.max(0, at)
  }, 0)
}
