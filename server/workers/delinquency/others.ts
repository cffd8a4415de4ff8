import type { OpenSource, Source } from '#server/ports.ts'
import { readTransaction } from './read-transaction.ts'
import type { Windows } from './windows.ts'

/** Records read back per partition when nothing is known of it: 90 days of some 5,000 customers. */
const BACK = 400_000

export interface Others {
  /** Begins to follow the partitions that are not ours; once. */
  follow: () => void
  stop: () => Promise<void>
}

/** The windows of partitions that other workers score, for the process that answers HTTP: it must know every customer. */
export function createOthers(deps: {
  openSource: OpenSource
  topic: string
  windows: Windows
  isOurs: (partition: number) => boolean
}): Others {
  let source: Source | undefined
  return {
    follow() {
      source ??= deps.openSource({
        topics: [deps.topic],
        cursor: (_, partition) => deps.windows.next(partition),
        begin: { backMs: 30 * 86_400_000, maxRecords: BACK },
        onBatch(records) {
          for (const raw of records) {
            if (deps.isOurs(raw.partition)) continue
            const read = readTransaction(raw.value)
            if (read.ok) deps.windows.feed(raw, read.txn, read.at)
          }
        },
        onGap: () => {},
        onState: () => {},
      })
    },
    stop: async () => source?.stop(),
  }
}
