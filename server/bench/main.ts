import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { allTopics } from '#lib/systems/index.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { root } from '#server/start/steps.ts'
import { fanOut } from './fan-out.ts'
import { latency } from './latency.ts'
import { type Result, table } from './stats.ts'
import { throughput } from './throughput.ts'

/** `npm run bench`: each section beside its rival, on one real broker of its own. `-- latency` runs one section. */
const sections = { latency, throughput, fanOut }
const wanted = process.argv.slice(2)
const results: Result[] = []
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length && !wanted.includes(name)) continue
  // A fresh broker per section: what one wrote is not what the next one reads.
  await using broker = await startTestBroker()
  await broker.door.admin.ensureTopics(allTopics())
  console.log(`${name}…`)
  results.push(...(await section(broker.bootstrap, broker.door.sink)))
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.versions.node}`
console.log(`\n${machine}\n\n${table(results)}\n`)
mkdirSync(join(root, '.milena'), { recursive: true })
const file = join(root, '.milena/bench.json')
writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2))
console.log(`As JSON: ${file}`)
process.exit(results.every((result) => result.met) ? 0 : 1)
