import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { allTopics } from '#lib/systems/index.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { root } from '#server/start/steps.ts'
import type { Sink } from '../ports.ts'
import { crypto } from './crypto.ts'
import { delinquency } from './delinquency.ts'
import { fanOut } from './fan-out.ts'
import { finrobot } from './finrobot.ts'
import { firstValue } from './first-value.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { rtfm } from './rtfm.ts'
import { slowBrowser } from './slow-browser.ts'
import { type Result, table } from './stats.ts'
import { tdaJobs } from './tda.ts'
import { throughput } from './throughput.ts'

/** `npm run bench`: each section beside its rival, on one real broker of its own. `-- latency memory --minutes 60` runs those, that long. */
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '3' } },
})
type Section = (bootstrap: string, sink: Sink) => Promise<Result[]>
const sections: Record<string, Section> = {
  latency,
  throughput,
  fanOut,
  slowBrowser,
  firstValue,
  delinquency,
  tda: tdaJobs,
  finrobot,
  crypto,
  rtfm,
  memory: (bootstrap, sink) => memory(bootstrap, sink, Number(values.minutes)),
}
const unknown = wanted.find((name) => !(name in sections))
if (unknown) {
  console.error(`There is no section ${unknown}; there are ${Object.keys(sections).join(', ')}.`)
  process.exit(2)
}
const load = () => loadavg()[0]!.toFixed(1)
const before = load()
const results: Result[] = []
for (const [name, section] of Object.entries(sections)) {
  if (wanted.length && !wanted.includes(name)) continue
  // A fresh broker per section: what one wrote is not what the next one reads.
  await using broker = await startTestBroker()
  await broker.door.admin.ensureTopics(allTopics())
  console.log(`${name}…`)
  results.push(...(await section(broker.bootstrap, broker.door.sink)))
}
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}, Node ${process.versions.node}, load ${before} before and ${load()} after`
console.log(`\n${machine}\n\n${table(results)}\n`)
mkdirSync(join(root, '.milena'), { recursive: true })
const file = join(root, '.milena/bench.json')
writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2))
console.log(`As JSON: ${file}`)
process.exit(results.every((result) => result.met) ? 0 : 1)
