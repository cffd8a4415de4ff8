/** One setting of a topic beside what the contract declares for it. */
export interface ComparedSetting {
  name: string
  value: string
  source: string
  declared: string | null
  drift: boolean
}

/**
 * The settings worth showing: those the contract declares and those someone changed from the broker's default; declared ones first.
 * `min.insync.replicas` is compared with what the replication allows: on one broker a declared 2 can only be 1.
 */
export function compareSettings(
  actual: readonly { name: string; value: string | null; source: string; isDefault?: boolean }[],
  declared: Record<string, string> | null,
  replication: number,
): ComparedSetting[] {
  const rows = actual
    .filter(({ name, isDefault }) => !isDefault || (declared !== null && name in declared))
    .map(({ name, value, source }): ComparedSetting => {
      const want = declared?.[name] ?? null
      const possible =
        want !== null && name === 'min.insync.replicas'
          ? String(Math.min(Number(want), Math.max(1, replication)))
          : want
      return {
        name,
        value: value ?? '',
        source,
        declared: want,
        drift: possible !== null && !same(possible, value ?? ''),
      }
    })
  const seen = new Set(rows.map((row) => row.name))
  for (const [name, want] of Object.entries(declared ?? {})) {
    if (!seen.has(name)) rows.push({ name, value: '', source: 'unknown', declared: want, drift: false })
  }
  return rows.sort((a, b) => Number(b.declared !== null) - Number(a.declared !== null) || a.name.localeCompare(b.name))
}

/** Kafka reorders lists ("compact,delete") and normalises numbers. */
function same(a: string, b: string): boolean {
  const parts = (text: string) =>
    text
      .split(',')
      .map((part) => part.trim())
      .sort()
      .join(',')
  return parts(a) === parts(b) || (a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b))
}
