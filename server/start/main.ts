import { join, resolve } from 'node:path'
import { ConfigError, readConfig } from '#server/config.ts'
import { PortTaken, startBroker } from '#server/kafka/embedded.ts'
import { fetchKafka } from '#server/kafka/fetch-kafka.ts'
import { createLog } from '#server/log.ts'
import { buildPages } from './build.ts'
import { type Child, startChild } from './children.ts'
import { demoProcesses } from './demo.ts'
import { consoleFlags, demoFlags } from './node-flags.ts'
import { openRegistry } from './registry.ts'
import { freePort, isFree, Remedy, root, step } from './steps.ts'

/** `npm start`: everything, in the order it depends on each other, and down again in the reverse one. */
async function start(dev: boolean): Promise<void> {
  const began = performance.now()
  const config = readConfig()
  const say = (line: string) => console.log(line)
  if (config.port !== 0 && !(await isFree(config.port))) {
    throw new Remedy(
      `Port ${config.port} is taken: stop what listens there, or choose another with PORT=${config.port + 1} npm start.`,
    )
  }

  const stops: (() => Promise<void>)[] = []
  let leaving = false
  const leave = async (code: number) => {
    if (leaving) return
    leaving = true
    say('\nStopping…')
    for (const stop of stops.reverse()) await stop()
    process.exit(code)
  }
  process.on('SIGINT', () => void leave(0))
  process.on('SIGTERM', () => void leave(0))

  const env: Record<string, string | undefined> = {
    PORT: String(config.port),
    MILENA_DATA: config.data,
    MILENA_DEV: dev ? 'on' : 'off',
  }
  const workers: Child[] = []
  try {
    const built = dev ? Promise.resolve() : buildPages()
    // An early failure of the build is reported when it is awaited, below.
    built.catch(() => {})
    if (config.kafka.embedded) {
      const lib = join(root, '.milena/kafka')
      await fetchKafka({ dir: lib, say })
      const port = Number(config.kafka.brokers[0]?.split(':')[1])
      const broker = await step('Kafka: starting', () =>
        startBroker({
          lib,
          dir: resolve(config.data, 'broker'),
          port,
          log: createLog('broker', process.env.MILENA_LOG ?? 'warn'),
        }),
      )
      stops.push(() => broker.stop())
      Object.assign(env, {
        MILENA_EMBEDDED: 'on',
        KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}`,
        MILENA_DEMO: config.demo ? 'on' : 'off',
      })
    }
    const consoleReady = Promise.withResolvers<void>()
    if (config.registry.wanted) {
      const { address, stop } = await openRegistry({ config, say, after: consoleReady.promise })
      stops.push(stop)
      Object.assign(env, { SCHEMA_REGISTRY_URL: address, MILENA_REGISTRY_EMBEDDED: 'on' })
    }
    await built
    if (leaving) return

    const apiPort = config.demo ? ((await isFree(config.apiPort)) ? config.apiPort : await freePort()) : config.apiPort
    if (config.demo) Object.assign(env, { API_PORT: String(apiPort), API_URL: `http://127.0.0.1:${apiPort}` })
    const console_ = startChild({ name: 'console', script: 'server/main.ts', flags: consoleFlags, env }, say)
    stops.push(() => console_.stop())
    const { url } = await console_.ready
    consoleReady.resolve()

    if (config.demo) {
      // The console creates the topics of the embedded broker before it says it is ready.
      for (const demo of demoProcesses) workers.push(startChild({ ...demo, flags: demoFlags, env }, say))
      stops.push(async () => {
        await Promise.all(workers.map((worker) => worker.stop()))
      })
    }
    say(
      `\nMilena is at ${url} (ready in ${((performance.now() - began) / 1000).toFixed(1)} s; Ctrl-C stops everything)\n`,
    )
    process.send?.({ ready: true, url, pids: { console: console_.pid() } })
  } catch (error) {
    for (const stop of stops.reverse()) await stop()
    throw error
  }
}

try {
  await start(process.argv.includes('--dev'))
} catch (error) {
  if (error instanceof ConfigError) {
    console.error(`\n${error.message}`)
    process.exit(2)
  }
  if (error instanceof Remedy || error instanceof PortTaken) {
    console.error(`\n${error.message}`)
    process.exit(1)
  }
  throw error
}
