import { join } from 'node:path'
import { z } from 'zod'
import { type Config, ConfigError } from '#server/config.ts'

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const Settings = z.object({
  TDA_METRICS_PORT: whole(0, 65535).default(9108),
  TDA_CONCURRENCY: whole(1, 64).default(2),
  TDA_TIMEOUT_S: z.coerce.number().gt(0).max(86_400).default(300),
  TDA_MEMORY_MB: whole(128, 1_048_576).default(1024),
  TDA_INLINE_PAIRS: whole(1, 5000).default(2000),
  TDA_PYTHON: z.string().optional(),
  SCHEMA_REGISTRY_URL: z.string().optional(),
})

export interface TdaSettings {
  metricsPort: number
  /** Jobs computed at once. */
  concurrency: number
  timeoutMs: number
  /** Address space of a computation. */
  memoryMb: number
  /** Pairs a message carries; results with more go to a file. */
  inlinePairs: number
  /** An interpreter that has GUDHI; absent: one is prepared. */
  python: string | undefined
  registry: string | undefined
  /** Where big results are kept, absolute or from the working directory. */
  storage: string
}

export function readSettings(config: Pick<Config, 'settings' | 'data'>): TdaSettings {
  const parsed = Settings.safeParse(
    Object.fromEntries(Object.entries(config.settings).filter(([, value]) => value !== undefined && value !== '')),
  )
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('\n'))
  const s = parsed.data
  return {
    metricsPort: s.TDA_METRICS_PORT,
    concurrency: s.TDA_CONCURRENCY,
    timeoutMs: s.TDA_TIMEOUT_S * 1000,
    memoryMb: s.TDA_MEMORY_MB,
    inlinePairs: s.TDA_INLINE_PAIRS,
    python: s.TDA_PYTHON,
    registry: s.SCHEMA_REGISTRY_URL,
    storage: join(config.data, 'tda'),
  }
}
