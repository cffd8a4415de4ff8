import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestBroker } from '#server/kafka/testing.ts'
import type { Raw } from '#server/ports.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'
import { topics } from './topics.ts'

export interface WorkerProcess extends AsyncDisposable {
  about: { port?: number; model: string; group: string; brokers: string[] }
  pid: number
  /** Its exit code. */
  kill: (signal: NodeJS.Signals) => Promise<number | null>
}

/** `npm run worker finrobot` against a test's broker, on a free health port unless `env` says otherwise. */
export async function workerProcess(bootstrap: string | undefined, env: Record<string, string> = {}) {
  const data = mkdtempSync(join(tmpdir(), 'milena-finrobot-'))
  const child = launch('server/workers/main.ts', ['finrobot'], {
    MILENA_DATA: data,
    MILENA_EMBEDDED: 'off',
    MILENA_LOG: 'error',
    DEFAULT_FASTAPI_PORT: '0',
    KAFKA_BOOTSTRAP_SERVERS: bootstrap ?? '',
    MLFLOW_MODEL_URI: join(import.meta.dirname, 'model'),
    ...env,
  })
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await gone(child)
    return child.exitCode
  }
  const about = await heard<WorkerProcess['about']>(child)
  const running: WorkerProcess = {
    about,
    pid: child.pid!,
    kill,
    async [Symbol.asyncDispose]() {
      await kill('SIGKILL')
      rmSync(data, { recursive: true, force: true })
    },
  }
  return running
}

/** Everything that was ever written to a topic, as it comes. */
export function listen(broker: TestBroker, topic: string): { records: Raw[]; ready: () => boolean } {
  const records: Raw[] = []
  const source = broker.door.openSource({
    topics: [topic],
    cursor: () => '0',
    begin: { backMs: 0, maxRecords: 0 },
    onBatch: (batch) => void records.push(...batch),
    onGap: () => {},
    onState: () => {},
  })
  return { records, ready: source.caughtUp }
}

export const contract = topics()

/** How far the group is behind on the requests; undefined where it never committed. */
export async function lagOf(
  { door }: TestBroker,
  group: string,
  topic = contract.requests,
): Promise<number | undefined> {
  const [committed, ends] = await Promise.all([
    door.admin.groupOffsets(group, [topic]),
    door.admin.latestOffsets([topic]),
  ])
  const lags = ends.map(({ partition, high, low }) => {
    const at = committed.find((c) => c.partition === partition)?.offset ?? '-1'
    return Number(high) - Number(at === '-1' ? low : at)
  })
  return committed.some((c) => c.offset !== '-1') ? lags.reduce((sum, lag) => sum + lag, 0) : undefined
}

/** A scoring server whose first answer takes `ms`; the others come at once. */
export async function slowServer(ms: number) {
  let asked = 0
  const server = createServer((request, response) => {
    request.resume()
    setTimeout(() => response.end('{"predictions": ["slow but sure"]}'), asked++ === 0 ? ms : 0)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
