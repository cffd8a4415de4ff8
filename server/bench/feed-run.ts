import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systems } from '#lib/systems/index.ts'
import { readConfig } from '../config.ts'
import { createFeed } from '../feed/feed.ts'
import { createHub } from '../feed/hub.ts'
import { openIndex } from '../feed/index-store.ts'
import { createClient } from '../kafka/client.ts'
import { createLog } from '../log.ts'
import { boardSpec } from './probes.ts'
import { launchBrowsers } from './processes.ts'

/** The whole feed (source, decode, store, publish with one watched board) over a topic from its beginning. Arguments: bootstrap servers, topic, records. */
const [brokers = '', topic = '', count = '0'] = process.argv.slice(2)
const dir = mkdtempSync(join(tmpdir(), 'milena-feed-'))
const log = createLog('bench', 'error')
const config = readConfig({ KAFKA_BOOTSTRAP_SERVERS: brokers })
const http = createServer()
const hub = createHub({ server: http, boot: 'bench', log, allow: () => true })
const index = openIndex({ file: join(dir, 'index.db'), maxMb: 2048, log })
const feed = createFeed({ systems, index, hub, log })
const door = createClient(config.kafka, log)
http.listen(0, '127.0.0.1')
await once(http, 'listening')
const browser = await launchBrowsers(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, 1, boardSpec)
let records = 0
let began = 0
let cpu = process.cpuUsage()
const source = door.openSource({
  passing: true,
  topics: [topic],
  cursor: feed.cursor,
  begin: { backMs: 86_400_000, maxRecords: Number(count) },
  onBatch: (batch) => {
    if (began === 0) {
      began = performance.now()
      cpu = process.cpuUsage()
    }
    feed.accept(batch)
    records += batch.length
    if (records < Number(count)) return
    feed.flush()
    const used = process.cpuUsage(cpu)
    const ms = performance.now() - began
    browser.report().then(({ frames }) => {
      process.send?.({ records, ms, cpuMs: (used.user + used.system) / 1000, frames })
      rmSync(dir, { recursive: true, force: true })
      process.exit(0)
    })
  },
  onGap: () => {},
  onState: () => {},
})
process.on('disconnect', () => void source.stop())
