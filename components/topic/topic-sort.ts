import { searcher } from '#components/ui/words.ts'
import type { TopicRow } from '#lib/protocol.ts'

export const lagOf = (row: TopicRow): number => row.groups.reduce((sum, group) => sum + group.lag, 0)

const by: Record<string, (row: TopicRow) => number | string> = {
  name: (row) => row.name,
  partitions: (row) => row.partitions,
  rate: (row) => row.rate,
  records: (row) => row.records,
  lag: lagOf,
  bad: (row) => row.bad,
  newest: (row) => row.newest,
}

/** What is wrong with a topic, worst first; nothing when it is well. */
export function trouble(row: TopicRow): { tone: 'bad' | 'warn'; say: string } | undefined {
  if (row.missing) return { tone: 'warn', say: 'missing' }
  if (row.offline > 0) return { tone: 'bad', say: `${row.offline} offline` }
  return row.underReplicated > 0 ? { tone: 'warn', say: `${row.underReplicated} not in sync` } : undefined
}

export interface TopicFilter {
  search: string
  internal: boolean
  sort: string
  desc: boolean
}

/** Topics that fit, sorted; without a sort what is wrong comes first, then the systems' topics, then by name. */
export function pickTopics(rows: readonly TopicRow[], { search, internal, sort, desc }: TopicFilter): TopicRow[] {
  const found = searcher(search)
  const fits = (row: TopicRow) =>
    (internal || !row.internal) && found(`${row.name} ${row.contract?.system ?? ''} ${row.contract?.title ?? ''}`)
  const value = by[sort]
  const order = (a: TopicRow, b: TopicRow): number => {
    if (!value)
      return (
        Number(Boolean(trouble(b))) - Number(Boolean(trouble(a))) ||
        Number(Boolean(b.contract)) - Number(Boolean(a.contract)) ||
        (a.name < b.name ? -1 : 1)
      )
    const [x, y] = [value(a), value(b)]
    return (x < y ? -1 : x > y ? 1 : 0) * (desc ? -1 : 1) || (a.name < b.name ? -1 : 1)
  }
  return rows.filter(fits).sort(order)
}
