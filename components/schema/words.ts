import { searcher } from '#components/ui/words.ts'
import type { Tone } from '#lib/contract.ts'
import type { RegistryState, SchemaRow, SchemaVerdict } from '#lib/protocol.ts'

/** What stands beside a subject, worst first. */
export const verdicts: Record<SchemaVerdict, { say: string; tone: Tone; rank: number; explain: string }> = {
  incompatible: {
    say: 'incompatible',
    tone: 'bad',
    rank: 0,
    explain: 'What is registered is another schema, and the contract’s could not follow it at this level.',
  },
  missing: {
    say: 'missing',
    tone: 'warn',
    rank: 1,
    explain: 'The contract declares it; the registry does not have it.',
  },
  drifted: {
    say: 'drifted',
    tone: 'warn',
    rank: 2,
    explain: 'What is registered is another schema than the contract’s, which could follow it.',
  },
  unknown: { say: 'not known yet', tone: 'muted', rank: 3, explain: 'The registry has not told yet.' },
  same: { say: 'as declared', tone: 'good', rank: 4, explain: 'Registered as the contract declares it.' },
  none: { say: 'no contract', tone: 'muted', rank: 5, explain: 'No contract of this console names it.' },
}

export const sortSchemas = (rows: readonly SchemaRow[]): SchemaRow[] =>
  [...rows].sort((a, b) => verdicts[a.verdict].rank - verdicts[b.verdict].rank)

export const pickSchemas = (rows: readonly SchemaRow[], search: string): SchemaRow[] => {
  const found = searcher(search)
  return sortSchemas(
    rows.filter((row) => found([row.subject, row.title, row.system, row.type, row.level, ...row.topics].join(' '))),
  )
}

export const registryTone: Record<RegistryState['state'], Tone> = { connecting: 'accent', up: 'good', down: 'bad' }
export const sayRegistry = ({ state, embedded }: RegistryState): string =>
  `${embedded ? 'embedded registry' : 'registry'} ${state === 'up' ? 'up' : state === 'connecting' ? (embedded ? 'starting' : 'not reached yet') : 'not reached'}`

/** "JSON Schema". */
export const sayType = (type: string | null): string =>
  type === null ? '–' : ({ JSON: 'JSON Schema', AVRO: 'Avro', PROTOBUF: 'Protobuf' }[type] ?? type)
export const sayLevel = (level: string | null): string => level?.toLowerCase().replaceAll('_', ' ') ?? '–'

const meanings: Record<string, string> = {
  BACKWARD: 'who reads with the new schema can read what the last one wrote',
  FORWARD: 'who reads with the last schema can read what the new one writes',
  FULL: 'both ways, beside the last version',
  NONE: 'nothing is checked',
}
export const explainLevel = (level: string): string => {
  const [first = ''] = level.split('_TRANSITIVE')
  const meaning = meanings[first] ?? level
  return level.endsWith('_TRANSITIVE')
    ? `${meaning.replace(', beside the last version', '')}, beside all versions`
    : meaning
}
export const schemaHref = (subject: string): string => `/schemas/${encodeURIComponent(subject)}`

/** Apicurio names what stands against a schema in capitals, and where by a pointer into it: "payload.size: subschema type changed". */
export function sayReason(reason: string): string {
  const [, code, pointer] = /^([A-Z_]{6,}) at (\/\S*)$/.exec(reason) ?? []
  if (!code || pointer === undefined) return reason
  const words = code.toLowerCase().replaceAll('_', ' ')
  const path = pointer
    .split('/')
    .filter((part) => part !== '' && part !== 'properties')
    .join('.')
  return path ? `${path}: ${words}` : words
}
