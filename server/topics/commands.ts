import { systems } from '#lib/systems/index.ts'
import type { KafkaConfig } from '#server/config.ts'
import type { ClusterTopic, KafkaAdmin } from '#server/kafka/admin.ts'
import { type Declared, declared, find } from './named.ts'

export interface Options {
  names: string[]
  system?: string
  yes: boolean
}
interface Deps {
  admin: KafkaAdmin
  kafka: Pick<KafkaConfig, 'physical' | 'logical'>
  say: (line: string) => void
}

/** Thrown for a wrong command line; the message says what would be right. */
export class Usage extends Error {
  override name = 'Usage'
}

/** What the names and the system mean; all that is declared when neither is given. */
function chosen({ names, system }: Options, { kafka }: Deps): Declared[] {
  if (system !== undefined && !systems.some(({ id }) => id === system))
    throw new Usage(`There is no system ${system}; there are ${systems.map(({ id }) => id).join(', ')}.`)
  const named = names.map((name) => {
    const found = find(name, kafka.physical)
    if (!Array.isArray(found)) return found
    throw new Usage(
      `No contract declares ${name}${found.length ? `. Did you mean ${found.join(' or ')}?` : '; npm run topics -- list shows all.'}`,
    )
  })
  const list = names.length ? named : declared()
  return system === undefined ? list : list.filter((one) => one.system?.id === system)
}

const records = (topic: ClusterTopic): number =>
  topic.partitions.reduce((sum, part) => sum + Number(part.high) - Number(part.low), 0)

/** Every declared topic as the cluster has it, and how many others there are. */
export async function list(options: Options, deps: Deps): Promise<number> {
  const wanted = chosen(options, deps)
  const there = new Map((await deps.admin.topics()).map((topic) => [topic.name, topic]))
  const rows = wanted.map(({ topic, system }) => {
    const name = deps.kafka.physical(topic.name)
    const found = there.get(name)
    there.delete(name)
    const { partitions, replication } = topic.settings
    if (!found) return [name, system?.id ?? 'milena', 'missing', `${partitions} declared`, '', '']
    const copies = Math.max(...found.partitions.map((part) => part.replicas.length))
    return [
      ...[name, system?.id ?? 'milena', 'there'],
      found.partitions.length === partitions
        ? String(partitions)
        : `${found.partitions.length} (${partitions} declared)`,
      copies === replication ? String(copies) : `${copies} (${replication} declared)`,
      records(found).toLocaleString('en'),
    ]
  })
  const table = [['topic', 'system', 'state', 'partitions', 'copies', 'records'], ...rows]
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)))
  for (const row of table)
    deps.say(
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
  const others = [...there.values()].filter((topic) => !topic.internal && !topic.name.startsWith('__'))
  if (!options.names.length && !options.system && others.length)
    deps.say(`and ${others.length} without a contract: ${others.map((t) => t.name).join(', ')}`)
  const missing = rows.filter((row) => row[2] === 'missing').length
  if (missing) deps.say(`${missing} missing: npm run topics -- create makes them`)
  return 0
}

/** Creates what is missing, as the contracts declare it. */
export async function create(options: Options, deps: Deps): Promise<number> {
  const { created, clamped } = await deps.admin.ensureTopics(chosen(options, deps).map(({ topic }) => topic))
  for (const topic of created) deps.say(`created ${topic}`)
  for (const { topic, wanted, got } of clamped)
    deps.say(`${topic}: replication ${got} instead of ${wanted}, because there are no more brokers`)
  deps.say(created.length > 0 ? `${created.length} created` : 'all topics are there')
  return 0
}

/** Deletes named topics with all their records; says what would go, and does it only with --yes. */
export async function remove(options: Options, deps: Deps): Promise<number> {
  if (!options.names.length && !options.system)
    throw new Usage('Which topics? Name them, or say --system <id>: npm run topics -- delete <topic> --yes')
  const wanted = chosen(options, deps)
  const cluster = new Map((await deps.admin.topics()).map((topic) => [topic.name, topic]))
  const there = wanted
    .map(({ topic }) => cluster.get(deps.kafka.physical(topic.name)))
    .filter((topic) => topic !== undefined)
  for (const { topic } of wanted) {
    const name = deps.kafka.physical(topic.name)
    if (!cluster.has(name)) deps.say(`${name} is not there`)
  }
  if (!there.length) return 0
  if (!options.yes) {
    for (const topic of there)
      deps.say(
        `would delete ${topic.name}: ${records(topic).toLocaleString('en')} records in ${topic.partitions.length} partitions`,
      )
    deps.say('Nothing was deleted. This cannot be undone; to do it, add --yes.')
    return 2
  }
  await deps.admin.deleteTopics(there.map((topic) => deps.kafka.logical(topic.name)))
  for (const topic of there) deps.say(`deleted ${topic.name}: ${records(topic).toLocaleString('en')} records`)
  return 0
}
