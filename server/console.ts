import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import next from 'next'
import { withNames } from '#lib/define.ts'
import { ownTopics } from '#lib/own-topics.ts'
import type { KafkaState } from '#lib/protocol.ts'
import { allTopics, systems as declared } from '#lib/systems/index.ts'
import { createAlerts } from './alert/alerts.ts'
import type { Config } from './config.ts'
import { createCrypto } from './crypto/crypto.ts'
import { createModelCheck } from './crypto/model-check.ts'
import { createFeed } from './feed/feed.ts'
import { createHub } from './feed/hub.ts'
import { openIndex } from './feed/index-store.ts'
import { createHealth, type Health } from './health/health.ts'
import { createApi } from './http/api.ts'
import { createGuard, ownUpgrade, serverOptions } from './http/guard.ts'
import { createClient } from './kafka/client.ts'
import type { Log } from './log.ts'
import { createExchanges } from './request/exchanges.ts'
import { createRequests } from './request/requests.ts'
import { createRegistryClient } from './schema/client.ts'
import { createSchemas } from './schema/schemas.ts'
import { createSeals } from './seal/seals.ts'
import { cryptoPlaces } from './store/crypto-database.ts'
import { openState } from './store/state.ts'
import { createTopicMaker } from './topic-maker.ts'

export interface RunningConsole {
  url: string
  close: () => Promise<void>
}

const begin = { backMs: 24 * 3_600_000, maxRecords: 100_000 }

/** The composition root: makes everything once and ties it together; nobody else makes a client, a store or a server. */
export async function startConsole(config: Config, log: Log): Promise<RunningConsole> {
  mkdirSync(config.data, { recursive: true })
  // V8 reads its tables of languages at the first use, for up to a tenth of a second: now, when nobody waits for a frame.
  Number(0).toLocaleString('en')
  // Groups go by the names the systems' own variables give them.
  const systems = declared.map((system) => withNames(system, config.settings))
  const db = openState(join(config.data, 'state.db'), (text) => log.warn(text))
  const guard = createGuard({ dev: config.dev })
  const http = createServer(serverOptions)
  guard.tune(http)
  const boot = randomUUID().slice(0, 8)
  const hub = createHub({ server: http, boot, log, allow: guard.allowRequest })
  const index = openIndex({ file: join(config.data, 'index.db'), maxMb: config.indexMb, log })
  const feed = createFeed({ systems, index, hub, log })
  const door = createClient(config.kafka, log)

  let health: Health | undefined
  const unknown: KafkaState = {
    state: 'connecting',
    since: Date.now(),
    brokers: 0,
    latencyMs: null,
    mode: config.kafka.embedded ? 'embedded' : 'external',
  }
  const kafkaState = () => health?.kafka() ?? unknown
  const { sink, admin } = door
  const maker = createTopicMaker({ admin, log })
  const readBack = { ends: (topic: string) => admin.latestOffsets([topic]), cursor: feed.cursor }
  const follow = { db, sink, feed, hub, systems, log, admin, kafkaState }
  const { registry, kafka, settings } = config
  const schemas = createSchemas({
    ...{ systems, hub, log, physical: kafka.physical, embedded: registry.embedded, named: registry.named },
    client: createRegistryClient(registry.url),
  })
  const seals = createSeals(systems, settings)
  const exchanges = createExchanges({ systems, settings, feed, index, hub, admin, log })
  const requests = createRequests({
    ...follow,
    settings,
    readBack,
    pairs: exchanges.onPair,
    seal: seals.seal,
    outgoing: schemas.outgoing,
  })
  const alerts = createAlerts({
    ...{ db, feed, hub, systems, kafkaState, sink, log, exchanges: exchanges.of },
    groups: () => health?.lags() ?? { rows: [], at: 0 },
  })
  health = createHealth({
    ...{ admin, feed, hub, alerts, requests, systems, config, log, schemas: schemas.pulse },
    notices: () => [...feed.notices(), ...schemas.notices()],
  })
  const crypto = createCrypto({
    ...{ feed, hub, log, root: join(import.meta.dirname, '..') },
    groups: () => health?.groups().rows ?? [],
    places: cryptoPlaces(config),
    models: createModelCheck(config),
  })

  const source = door.openSource({
    passing: true,
    topics: [...allTopics(), ...ownTopics].map((topic) => topic.name),
    cursor: feed.cursor,
    begin,
    onBatch: feed.accept,
    onGap: feed.gap,
    onState: health.observe,
  })
  feed.follow(source)
  feed.marks((system, from, to) => alerts.marks({ system, from, to }))
  // An embedded broker is ours to furnish; a cluster of someone else's is not.
  if (config.kafka.embedded) void maker.furnish([...allTopics(), ...ownTopics])

  const api = createApi({
    requests,
    alerts,
    health,
    feed,
    hub,
    crypto,
    schemas,
    seals,
    admin: { ...admin, createMissing: maker.createMissing },
    systems,
    config,
    log,
  })
  // Next must not find our server, or it would add its own `upgrade` listener; it evaluates its own copies of modules, so nothing is shared with it.
  const quiet = new Server()
  const pages = next({ dev: config.dev, dir: join(import.meta.dirname, '..'), httpServer: quiet })
  await pages.prepare()
  const handle = pages.getRequestHandler()
  const answer: typeof handle = async (req, res) => {
    if (!guard.admit(req, res)) return
    if (!(await api(req, res))) await handle(req, res)
  }
  http.on('request', (req, res) => {
    answer(req, res).catch((error) => {
      log.error({ err: error, method: req.method, url: req.url }, 'a request failed unexpectedly')
      res.destroy()
    })
  })
  ownUpgrade(http, {
    engine: hub.io.engine,
    ...(config.dev && { devHandler: (req, socket, head) => void quiet.emit('upgrade', req, socket, head) }),
  })

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(config.port, config.host, resolve)
  })
  const { port } = http.address() as AddressInfo
  return {
    url: `http://${config.host === '::1' ? '[::1]' : config.host}:${port}`,
    async close() {
      await source.stop()
      exchanges.close()
      await requests.close()
      await alerts.close()
      await health.close()
      await schemas.close()
      await crypto.close()
      await hub.close()
      feed.flush()
      await feed.close()
      await door.close()
      await pages.close()
      http.closeAllConnections()
      db.close()
    },
  }
}
