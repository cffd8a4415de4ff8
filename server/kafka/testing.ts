import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KafkaConfig, readConfig } from '#server/config.ts'
import { freePort, root } from '#server/start/steps.ts'
import { type ClientLog, type ClientOptions, createClient, type KafkaDoor } from './client.ts'
import { type Broker, startBroker } from './embedded.ts'
import { fetchKafka } from './fetch-kafka.ts'

export interface TestBroker extends AsyncDisposable {
  /** `127.0.0.1:port` */
  bootstrap: string
  port: number
  broker: Broker
  config: KafkaConfig
  door: KafkaDoor
  /** Another client of the same broker, closed with it. */
  open: (options?: ClientOptions, config?: Partial<KafkaConfig>) => KafkaDoor
}

const quiet: ClientLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Where tests and `npm start` keep Kafka's jars. */
export const kafkaLib = join(root, '.milena/kafka')

/** A Kafka of one's own in a temporary folder, on a free port; one per test file. */
export async function startTestBroker(
  log: ClientLog = quiet,
  settings?: (port: number, controllerPort: number) => Record<string, string>,
): Promise<TestBroker> {
  await fetchKafka({ dir: kafkaLib, say: () => {} })
  const dir = await mkdtemp(join(tmpdir(), 'milena-kafka-'))
  const port = await freePort()
  const broker = await startBroker({
    lib: kafkaLib,
    dir,
    port,
    heapMb: 256,
    ...(settings && { settings: (controllerPort) => settings(port, controllerPort) }),
  })
  const bootstrap = `127.0.0.1:${port}`
  const { kafka: config } = readConfig({ KAFKA_BOOTSTRAP_SERVERS: bootstrap })
  const doors: KafkaDoor[] = []
  const open = (options?: ClientOptions, other?: Partial<KafkaConfig>) => {
    const door = createClient({ ...config, ...other }, log, options)
    doors.push(door)
    return door
  }
  return {
    ...{ bootstrap, port, broker, config, open, door: open() },
    async [Symbol.asyncDispose]() {
      await Promise.all(doors.map((door) => door.close()))
      await broker.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
