import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Config } from '#server/config.ts'

/**
 * Where the crypto pipeline keeps things. The database is asked with `pg` alone: `DATABASE_URL`, or our own PGlite, which one process serves to all
 * others at a Unix socket that only this user can open.
 *
 * One table per symbol, its name in lower case (`btcusdt`), one row per minute candle:
 *
 *   open_time timestamptz primary key      (start of the minute)
 *   open, high, low, close, volume         double precision not null
 *   quote_asset_volume, trades, taker_base, taker_quote   double precision, null when the producer's dialect has none
 *   <model>_<n>  (lightgbm_1, lightgbm_2, mlp_1, …)        double precision[3]: [sell, hold, buy] as the model gave them; one column per model and
 *                version, added when its consumer first runs; null: not predicted (yet, or the first 29 candles)
 */
export interface CryptoPlaces {
  /** For `pg`. */
  databaseUrl: string
  /** The PGlite of our own, unless `DATABASE_URL` names another database. */
  embedded?: { dir: string; socketDir: string }
  /** Under `MILENA_DATA`. */
  home: string
  /** `DATA_PATH`, `STATE_DIR`, `JOBS_DIR`; under `MILENA_DATA`/crypto without them. */
  data: string
  states: string
  jobs: string
}

/** A Unix socket's path may have 107 bytes on Linux and 103 on macOS; its name takes 15 of them. */
const longest = 85

export function cryptoPlaces(config: Pick<Config, 'data' | 'settings'>): CryptoPlaces {
  const home = resolve(config.data, 'crypto')
  const { DATABASE_URL, DATA_PATH, STATE_DIR, JOBS_DIR } = config.settings
  const socketDir =
    Buffer.byteLength(home) <= longest
      ? home
      : join(tmpdir(), `milena-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`)
  return {
    home,
    databaseUrl: DATABASE_URL ?? `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
    ...(DATABASE_URL ? {} : { embedded: { dir: join(home, 'database'), socketDir } }),
    data: resolve(DATA_PATH ?? home),
    states: resolve(STATE_DIR ?? join(home, 'states')),
    jobs: resolve(JOBS_DIR ?? join(home, 'jobs')),
  }
}
