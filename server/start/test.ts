import { join } from 'node:path'
import { fetchKafka } from '#server/kafka/fetch-kafka.ts'
import { buildPages } from './build.ts'
import { findChromium } from './chromium.ts'
import { Remedy, root } from './steps.ts'
import { type Count, endAll, runScript } from './test-part.ts'
import { createTurns, type Turn } from './turns.ts'

/** `npm test`: every test there is, cheapest first, and one closing line. `-- --only=unit,kafka` runs a part. */
const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice(7)
  .split(',')

type Say = Turn['say']
type Part = (say: Say) => Promise<Count>

const sum = (counts: Count[]): Count => ({
  passed: counts.reduce((all, { passed }) => all + passed, 0),
  failed: counts.reduce((all, { failed }) => all + failed, 0),
})
const check = (name: string, say: Say) => runScript({ name, say, counts: false })
const tests = (name: string, say: Say, env: Record<string, string> = {}) => runScript({ name, say, env, counts: true })

/**
 * Every third file in a process of its own: starting one per file costs more than the tests do. `--liftoff-only`: the database and the models are
 * WebAssembly, which V8 would compile a second time, for a speed that pays off after the tests have ended.
 */
const shards: Part = async (say) => {
  const turn = createTurns(say)
  const counts = ['1/3', '2/3', '3/3'].map(async (shard) => {
    const own = turn()
    const count = await tests('test:unit', own.say, { SHARD: shard })
    own.end()
    return count
  })
  return sum(await Promise.all(counts))
}

/** One line after the other; the parts of a line need nothing of each other and run side by side. */
const lines: Record<string, Part>[] = [
  { lint: (say) => check('test:lint', say), types: (say) => check('test:types', say), unit: shards },
  {
    kafka: async (say) => {
      await fetchKafka({ dir: join(root, '.milena/kafka'), say: console.log })
      // Some start the whole console, which serves pages.
      await buildPages()
      return tests('test:kafka', say)
    },
  },
  {
    e2e: async (say) => {
      const chromium = await findChromium()
      await fetchKafka({ dir: join(root, '.milena/kafka'), say: console.log })
      await buildPages()
      return tests('test:e2e', say, { CHROMIUM_PATH: chromium })
    },
  },
]

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    endAll()
    process.exit(code)
  })

const turn = createTurns((text) => process.stdout.write(text))
const broken: string[] = []
async function runPart(name: string, part: Part): Promise<Count> {
  const { say, end } = turn()
  const began = performance.now()
  say(`\n── ${name}\n`)
  const count = await part(say).catch((error: unknown) => {
    say(`${error instanceof Remedy ? error.message : error instanceof Error ? error.stack : error}\n`)
    return { passed: 0, failed: 1 }
  })
  if (count.failed) broken.push(name)
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  say(`── ${name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)\n`)
  end()
  return count
}

let total: Count = { passed: 0, failed: 0 }
for (const line of lines) {
  const wanted = Object.entries(line).filter(([name]) => !only || only.includes(name))
  total = sum([total, ...(await Promise.all(wanted.map(([name, part]) => runPart(name, part))))])
}
if (broken.length) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
