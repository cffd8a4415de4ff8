import type { System } from '../contract.ts'
import {
  CandleInput,
  CandleMessage,
  candlesOf,
  change,
  composeCandles,
  direction,
  directions,
  latest,
  type Market,
  marketColumns,
  mergeMarket,
  openMs,
} from '../crypto/candles.ts'
import { nextMinute } from '../crypto/market.ts'
import { board, form, measure, settings, topic } from '../define.ts'
import { finite } from '../wire.ts'

/** One topic per symbol, named after it. A second symbol is a second name here. */
const symbols = ['BTCUSDT']
const first = symbols[0]!

const consumers = ['lightgbm', 'tst', 'mlp'].flatMap((model) =>
  ['v1', 'v2', 'v3'].map((version) => `${model}-${version}-consumer`),
)

export const crypto: System = {
  id: 'crypto',
  title: 'Crypto',
  blurb: 'Minute candles, from which models predict the next minute.',
  topics: symbols.map((symbol) =>
    topic({
      name: symbol,
      title: `${symbol} candles`,
      noun: 'record',
      role: 'ledger',
      message: CandleMessage,
      // On the wire the key numbers the batch; what a record is about is its symbol.
      key: () => symbol,
      settings: {
        partitions: 1,
        replication: 1,
        config: { 'cleanup.policy': 'delete', 'max.message.bytes': '20971520' },
      },
      // A batch of 10,000 candles is past the broker's usual 1 MB; this pipeline's broker allows 20 MB.
      maxBytes: 20 * 1024 * 1024,
      columns: [
        { id: 'time', title: 'Minute', kind: 'time', priority: 1, value: (m) => at(m) },
        { id: 'close', title: 'Close', kind: 'number', priority: 1, value: (m) => finite(latest(m)?.close) },
        { id: 'open', title: 'Open', kind: 'number', priority: 3, value: (m) => finite(latest(m)?.open) },
        { id: 'high', title: 'High', kind: 'number', priority: 3, value: (m) => finite(latest(m)?.high) },
        { id: 'low', title: 'Low', kind: 'number', priority: 3, value: (m) => finite(latest(m)?.low) },
        { id: 'volume', title: 'Volume', kind: 'number', priority: 2, value: (m) => finite(latest(m)?.volume) },
        { id: 'candles', title: 'Candles', kind: 'number', priority: 2, value: (m) => candlesOf(m).length },
      ],
    }),
  ),
  groups: consumers,
  boards: [
    board<any>({
      id: 'symbols',
      title: 'Symbols',
      noun: 'symbol',
      topic: first,
      key: () => first,
      merge: mergeMarket(first),
      joins: symbols.slice(1).map((symbol) => ({ topic: symbol, key: () => symbol, merge: mergeMarket(symbol) })),
      rank: (m: Market) => Math.abs(change(m) ?? 0),
      level: direction,
      levels: directions,
      trend: (m: Market) => finite(m.candle?.close) ?? 0,
      sorts: { symbol: (m: Market) => m.symbol, change: (m: Market) => change(m) ?? 0 },
      columns: marketColumns,
    }),
  ],
  measures: symbols.flatMap((symbol) => [
    measure<any>({
      id: `${symbol}-close`,
      title: `${symbol} close`,
      topic: symbol,
      unit: 'USDT',
      value: (m) => finite(latest(m)?.close),
    }),
    measure<any>({
      id: `${symbol}-volume`,
      title: `${symbol} volume`,
      topic: symbol,
      value: (m) => finite(latest(m)?.volume),
    }),
    measure<any>({
      id: `${symbol}-candles`,
      title: `${symbol} candles in a batch`,
      topic: symbol,
      value: (m) => candlesOf(m).length,
    }),
  ]),
  forms: [
    form({
      id: 'candles',
      title: `Send a ${first} candle`,
      verb: 'Send candle',
      blurb:
        'A batch of one candle. Predictions from it go to the pipeline’s database, not to Kafka: no reply is waited for.',
      input: CandleInput,
      presets: [
        { title: 'A jump of 1 %', values: { open: 121_980, high: 123_300, low: 121_950, close: 123_200, volume: 240 } },
        { title: 'A fall of 1 %', values: { open: 121_980, high: 122_000, low: 120_650, close: 120_760, volume: 310 } },
      ],
      door: { kind: 'topic', topic: first, compose: composeCandles },
      proposes: { view: { kind: 'market', symbol: first, range: 'live' }, of: nextMinute },
      warn: () => 'Consumers take it for the market’s own: the real candle of that minute is then passed over.',
    }),
  ],
  alerts: [
    ...symbols.map((symbol) => ({
      id: `crypto-no-candles-${symbol.toLowerCase()}`,
      kind: 'quiet' as const,
      title: `No ${symbol} candles`,
      severity: 'warning' as const,
      help: 'A candle is due every minute: look at the producer’s state file and at the exchange.',
      topic: symbol,
      afterMs: 180_000,
    })),
    {
      id: 'crypto-lag',
      kind: 'lag',
      title: 'A model’s consumer falls behind',
      severity: 'warning',
      help: 'Its predictions are of old candles: see on the Pipeline panel whether it is paused or has failed, and whether the model service answers.',
      groups: consumers,
      // A record is a live candle: an hour of them.
      limit: 60,
      forMs: 120_000,
    },
  ],
  panels: [
    { kind: 'custom', id: 'candles', title: 'Candles', name: 'crypto-candles', wide: true },
    { kind: 'custom', id: 'profit', title: 'Cumulative profit', name: 'crypto-profit', wide: true },
    { kind: 'custom', id: 'models', title: 'Models', name: 'crypto-models', wide: true },
    { kind: 'custom', id: 'pipeline', title: 'Pipeline', name: 'crypto-pipeline', wide: true },
    // A board of one row says nothing that the candles do not.
    ...(symbols.length > 1 ? [{ kind: 'board' as const, id: 'symbols', title: 'Symbols', board: 'symbols' }] : []),
    ...symbols.map((symbol) => ({ kind: 'tail' as const, id: symbol, title: `${symbol} batches`, topic: symbol })),
  ],
  entity: {
    noun: 'Symbol',
    board: 'symbols',
    topics: symbols.map((symbol) => ({ topic: symbol })),
    panel: 'market',
  },
  settings: settings(
    ['KAFKA_HOST', 'Broker host of the pipeline; port 9092 is appended. KAFKA_BOOTSTRAP_SERVERS counts first'],
    ['FASTAPI_URL', 'Full prediction address of the model service; unset: the project’s own models'],
    ['CRYPTO_API_PORT', 'Port of the project’s own model service; another free one when it is taken', '8001'],
    ['DATA_PATH', 'Folder of predictions as CSV; unset: MILENA_DATA/crypto'],
    ['STATE_DIR', 'Folder of the state files that start, pause and stop consumers; unset: MILENA_DATA/crypto/states'],
    ['JOBS_DIR', 'Folder where jobs for new consumers are dropped; unset: MILENA_DATA/crypto/jobs'],
    [
      'MLFLOW_TRACKING_URI',
      'MLflow whose registered ONNX models the project’s own model service serves beside its own',
    ],
    ['MAX_INITIAL_SYNC_ROWS', 'Candles a consumer looks back over when it starts', '100000'],
    ['DATABASE_URL', 'PostgreSQL of candles and predictions; unset: an embedded one (PGlite)', undefined, 'secret'],
    [
      'TRL_DATABASE_URL',
      'The origin’s database of news predictions; not used: there is no news model here',
      undefined,
      'secret',
    ],
    ['AIRFLOW_DB', 'Database of the origin’s Airflow; not used: there is none here', undefined, 'secret'],
    ['STATUS_DB', 'The origin’s database of pipeline events; not used: the state files tell', undefined, 'secret'],
    ['GCP_PROJECT_ID', 'Google Cloud project of the origin’s Firestore; not used: predictions are in PostgreSQL'],
    ['GCP_CREDENTIALS_PATH', 'Its key file; not used', undefined, 'secret'],
  ),
}

function at(message: any): number | null {
  const candle = latest(message)
  return candle ? openMs(candle) : null
}
