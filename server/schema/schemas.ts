import type { System } from '#lib/contract.ts'
import type { PulseData, SchemaDetail, SchemaRow, SchemasData, SchemaVersion, ViewSpec } from '#lib/protocol.ts'
import type { Level } from '#lib/schema/declared.ts'
import { createPoll } from '#server/health/poll.ts'
import { keepSame } from '#server/health/truth.ts'
import type { Log } from '#server/log.ts'
import type { MakeView } from '#server/ports.ts'
import { failed, RegistryTrouble, type Result } from './answers.ts'
import type { NewSchema, RegistryClient } from './client.ts'
import { createOutgoing } from './outgoing.ts'
import { createRegistryWatch } from './registry-state.ts'
import { type Known, readSubject, textOf } from './subjects.ts'
import { provideSchemas } from './views.ts'

export interface Schemas {
  /** What was known last. Contracts first. */
  rows: () => { rows: SchemaRow[]; data: SchemasData }
  detail: (subject: string) => SchemaDetail | undefined
  version: (subject: string, version: number) => Promise<Result<SchemaVersion>>
  check: (subject: string, schema: NewSchema) => Promise<Result<{ compatible: boolean; reasons: string[] }>>
  /** Registers the contract's schema, or another; a subject that is new gets the level the contract asks for. */
  register: (subject: string, schema?: NewSchema) => Promise<Result<{ id: number; version: number | null }>>
  setLevel: (subject: string, level: Level) => Promise<Result<string>>
  /** What a message breaks in the registered schema of its kind. */
  outgoing: (topic: string, message: unknown) => string | undefined
  notices: () => string[]
  pulse: () => PulseData['schemas']
  close: () => Promise<void>
}

export interface SchemasDeps {
  client: RegistryClient
  systems: readonly System[]
  physical: (topic: string) => string
  hub: { provide: (kind: ViewSpec['kind'], make: MakeView) => unknown }
  /** Ours: what the contracts declare is registered as soon as it is up, and again after it was started anew. */
  embedded: boolean
  named: boolean
  log: Log
  everyMs?: number
}

/** Subjects without a contract that are listed, and of which a few are read again in every round. */
const maxForeign = 500
const foreignAtOnce = 10
/** Rounds between looks at what changes without a new version: the level. */
const wholeEvery = 6

/** What the schema registry says about the contracts, kept up to date. Never throws, whatever the registry does. */
export function createSchemas(deps: SchemasDeps): Schemas {
  const { client, systems, physical, hub, embedded, named, log, everyMs = 5000 } = deps
  const declared = new Map(
    systems.flatMap((system) => (system.schemas ?? []).map((schema) => [schema.subject, { system, schema }] as const)),
  )
  const known = new Map<string, Known>()
  const same = keepSame<SchemaRow>((row) => row.subject)
  const watch = createRegistryWatch({ url: client.url, embedded, expected: embedded || named })
  let foreign: string[] = []
  let more = 0
  let rounds = 0
  let rows: SchemaRow[] = []

  const read = async (subject: string, all = false) => {
    const before = known.get(subject)
    known.set(subject, await readSubject(client, { subject, declared: declared.get(subject)?.schema, before, all }))
  }
  const ask = async () => {
    const listed = await client.subjects()
    if (!listed.ok) throw new RegistryTrouble(listed.failure)
    const others = listed.value.filter((subject) => !declared.has(subject)).sort()
    foreign = others.slice(0, maxForeign)
    more = others.length - foreign.length
    for (const subject of known.keys()) if (!declared.has(subject) && !foreign.includes(subject)) known.delete(subject)
    const all = rounds++ % wholeEvery === 0
    for (const subject of declared.keys()) await read(subject, all)
    const unread = foreign.filter((subject) => !known.has(subject))
    const turn = foreign.slice((rounds * foreignAtOnce) % Math.max(1, foreign.length)).slice(0, foreignAtOnce)
    for (const subject of unread.length ? unread.slice(0, foreignAtOnce * 5) : turn) await read(subject, all)
    if (embedded) await furnish()
  }
  /** An embedded registry is ours to furnish; another is written to only when someone says so. */
  const furnish = async () => {
    for (const [subject, at] of known) {
      if (at.verdict !== 'missing') continue
      const made = await register(subject)
      log[made.ok ? 'info' : 'warn']({ subject, ...(!made.ok && { why: made.failure.cause }) }, 'schema registered')
    }
  }
  const poll = createPoll({
    everyMs,
    ask,
    done: () => {
      const error = poll.error()
      if (!error) watch.answered()
      // One lost answer is no outage.
      else if (poll.failures() > 1 || poll.at() === 0) {
        if (!(error instanceof RegistryTrouble)) log.error({ err: error }, 'the schema registry could not be read')
        watch.failed(
          error instanceof RegistryTrouble
            ? error.failure
            : { cause: String(error), remedy: 'see the log of the console' },
        )
      }
      publish()
    },
  })

  const rowOf = (subject: string): SchemaRow => {
    const at = known.get(subject)
    const mine = declared.get(subject)
    return {
      subject,
      title: mine?.schema.title ?? null,
      system: mine?.system.id ?? null,
      topics: mine?.schema.topics.map(physical) ?? topicIn(subject),
      version: at?.latest?.version ?? null,
      id: at?.latest?.id ?? null,
      type: at?.latest?.type ?? null,
      level: at?.level ?? null,
      verdict: at?.verdict ?? (mine ? 'unknown' : 'none'),
      reasons: at?.reasons ?? [],
      ...(at?.behind !== undefined && { behind: at.behind }),
      ...(at?.check && !at.check.ok && { unchecked: at.check.why }),
    }
  }
  const publish = () => {
    rows = same([...declared.keys(), ...foreign].map(rowOf))
    views.changed()
  }
  const data = (): SchemasData => ({ registry: watch.state(), at: poll.at(), more })
  const detail = (subject: string): SchemaDetail | undefined => {
    const row = rows.find((one) => one.subject === subject)
    if (!row) return undefined
    const at = known.get(subject)
    const mine = declared.get(subject)?.schema
    return {
      ...{ registry: watch.state(), at: poll.at(), row, versions: at?.versions ?? [] },
      schema: at?.latest?.schema ?? null,
      contract: mine ? { schema: textOf(mine), level: mine.level } : null,
    }
  }
  const views = provideSchemas({ hub, everyMs, rows: () => rows, data, detail, asked: () => poll.at() > 0 })

  /** After a change: what it did is shown at once. A registry that went away meanwhile is told by the next round. */
  const again = async (subject: string) => {
    if (!declared.has(subject) && !foreign.includes(subject)) foreign.push(subject)
    await read(subject, true).catch(() => {})
    publish()
  }
  const register: Schemas['register'] = async (subject, given) => {
    const mine = declared.get(subject)?.schema
    const schema = given ?? (mine && { schema: textOf(mine), type: 'JSON' })
    if (!schema)
      return failed('invalid', 'no contract has a schema of this name', 'give the schema that is to be registered')
    const fresh = known.get(subject)?.latest === null || !known.has(subject)
    const made = await client.register(subject, schema)
    if (!made.ok) return made
    const level = fresh && mine ? await client.setLevel(subject, mine.level) : undefined
    await again(subject)
    if (level && !level.ok)
      return failed(
        level.failure.kind,
        `it is registered, but its level is not set: ${level.failure.cause}`,
        level.failure.remedy,
      )
    const latest = known.get(subject)?.latest
    if (latest && latest.id !== made.value)
      return failed(
        'conflict',
        `it is registered already, as an older version (id ${made.value}); version ${latest.version} stays the newest`,
        'a registry numbers a schema once: take the newer versions away there, or change the schema',
      )
    return { ok: true, value: { id: made.value, version: latest?.version ?? null } }
  }
  const registered = (subject: string) => {
    const at = known.get(subject)
    return at?.latest && at.check ? { version: at.latest.version, check: at.check } : undefined
  }
  publish()

  return {
    rows: () => ({ rows, data: data() }),
    detail,
    version: (subject, version) => client.version(subject, version),
    check: (subject, schema) => client.check(subject, schema),
    register,
    async setLevel(subject, level) {
      const set = await client.setLevel(subject, level)
      if (set.ok) await again(subject)
      return set
    },
    outgoing: createOutgoing({ declared: [...declared.values()].map(({ schema }) => schema), registered }),
    notices: watch.notices,
    pulse: () => {
      const { state, expected } = watch.state()
      if (!expected && state !== 'up') return undefined
      const wrong = rows.filter((row) => ['missing', 'drifted', 'incompatible'].includes(row.verdict)).length
      return { state, subjects: rows.filter((row) => row.version !== null).length, wrong }
    },
    close: () => poll.stop(),
  }
}

/** Confluent's usual names tell the topic: `orders-value`, `orders-key`. */
const topicIn = (subject: string): string[] => {
  const topic = /^([A-Za-z0-9._-]{1,249})-(?:value|key)$/.exec(subject)?.[1]
  return topic ? [topic] : []
}
