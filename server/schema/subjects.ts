import type { SchemaDeclared } from '#lib/schema/declared.ts'
import { sameSchema } from '#lib/schema/same.ts'
import type { SchemaVerdict, SchemaVersion } from '#lib/schema/views.ts'
import { RegistryTrouble } from './answers.ts'
import type { RegistryClient } from './client.ts'
import { type Check, readCheck } from './outgoing.ts'

/** What was read of one subject last. */
export interface Known {
  latest: SchemaVersion | null
  versions: number[]
  level: string | null
  verdict: SchemaVerdict
  reasons: string[]
  /** The version that the contract's schema has, where newer ones came after it. */
  behind?: number
  check: Check | null
}

export const textOf = (declared: SchemaDeclared): string => JSON.stringify(declared.schema)

/** Reads one subject. What has not changed since `before` is not asked again, unless `all`. Rejects with the failure when the registry is not there. */
export async function readSubject(
  client: RegistryClient,
  { subject, declared, before, all }: { subject: string; declared?: SchemaDeclared; before?: Known; all?: boolean },
): Promise<Known> {
  const newest = await client.version(subject, 'latest')
  if (!newest.ok) {
    if (newest.failure.kind !== 'missing') throw new RegistryTrouble(newest.failure)
    return { latest: null, versions: [], level: null, verdict: declared ? 'missing' : 'none', reasons: [], check: null }
  }
  const latest = newest.value
  const fresh = before?.latest?.id !== latest.id || before.latest.version !== latest.version
  if (before && !fresh && !all) return before
  const [versions, level] = await Promise.all([client.versions(subject), client.level(subject)])
  const known: Known = {
    latest,
    versions: versions.ok ? versions.value : [latest.version],
    level: level.ok ? level.value : null,
    verdict: declared ? 'unknown' : 'none',
    reasons: [],
    check: fresh || !before?.check ? (declared ? readCheck(latest.type, latest.schema) : null) : before.check,
  }
  if (!declared) return known
  const text = textOf(declared)
  if (latest.type === 'JSON' && sameSchema(text, latest.schema)) return { ...known, verdict: 'same' }
  if (latest.type !== 'JSON')
    return {
      ...known,
      verdict: 'incompatible',
      reasons: [`it is registered as ${latest.type}, the contract is JSON Schema`],
    }
  const ours = { schema: text, type: 'JSON' }
  const [told, older] = await Promise.all([client.check(subject, ours), client.find(subject, ours)])
  if (!told.ok) return { ...known, reasons: [told.failure.cause] }
  // A schema that is there already gets no newer version, so registering it again would change nothing.
  const behind = older.ok
    ? [`the contract’s schema is version ${older.value} here, and version ${latest.version} came after it`]
    : []
  const verdict = told.value.compatible ? 'drifted' : 'incompatible'
  return { ...known, verdict, reasons: [...behind, ...told.value.reasons], ...(older.ok && { behind: older.value }) }
}
