import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systems } from '#lib/systems/index.ts'
import { readConfig } from '../config.ts'
import { createFeed } from '../feed/feed.ts'
import { createHub } from '../feed/hub.ts'
import { openIndex } from '../feed/index-store.ts'
import { createClient } from '../kafka/client.ts'
import { createLog } from '../log.ts'

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
let records = 0
let began = 0
let cpu = process.cpuUsage()
const source = door.openSource({
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
    process.send?.({ records, ms: performance.now() - began, cpuMs: (used.user + used.system) / 1000 })
    rmSync(dir, { recursive: true, force: true })
    process.exit(0)
  },
  onGap: () => {},
  onState: () => {},
})
process.on('disconnect', () => void source.stop())
