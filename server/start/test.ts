import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fetchKafka } from '#server/kafka/fetch-kafka.ts'
import { buildPages } from './build.ts'
import { findChromium } from './chromium.ts'
import { Remedy, root } from './steps.ts'

/** `npm test`: every test there is, cheapest first, and one closing line. `-- --only=unit,kafka` runs a part. */
const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice(7)
  .split(',')

interface Count {
  passed: number
  failed: number
}

/** A part that says nothing for so long hangs: it is ended, and counts as failed. */
const SILENCE_MS = 240_000

/** Runs a script of package.json; counts from its runner's closing lines, or one check where it has none. */
function run(script: string, env: Record<string, string> = {}): Promise<Count> {
  return new Promise((resolve) => {
    console.log(`\n── ${script}`)
    const child = spawn('npm', ['run', '--silent', script], {
      cwd: root,
      // Every test file is a process of its own, and most of its start is reading the same modules.
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, '.milena/compiled'), ...env, FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const end = () => child.pid && process.kill(-child.pid, 'SIGKILL')
    const interrupted = () => {
      end()
      process.exit(130)
    }
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
    const hangs = setTimeout(() => {
      console.log(`\n${script}: silent for ${SILENCE_MS / 60_000} minutes, ended`)
      end()
    }, SILENCE_MS)
    let said = ''
    child.stdout.on('data', (text: Buffer) => {
      hangs.refresh()
      said += text
      process.stdout.write(text)
    })
    child.on('exit', (code) => {
      clearTimeout(hangs)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      const count = (pattern: RegExp) => [...said.matchAll(pattern)].reduce((sum, found) => sum + Number(found[1]), 0)
      const passed = count(/^\s*(?:ℹ |# )?pass(?:ed)? (\d+)$/gm) + count(/^\s+(\d+) passed/gm)
      const failed = count(/^\s*(?:ℹ |# )?fail(?:ed)? (\d+)$/gm) + count(/^\s+(\d+) (?:failed|did not run|flaky)/gm)
      if (passed + failed === 0) resolve(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
      else resolve({ passed, failed: code !== 0 && failed === 0 ? 1 : failed })
    })
  })
}

const parts: Record<string, () => Promise<Count>> = {
  lint: () => run('test:lint'),
  types: async () => {
    await buildPages()
    return run('test:types')
  },
  unit: () => run('test:unit'),
  kafka: async () => {
    await fetchKafka({ dir: join(root, '.milena/kafka'), say: console.log })
    return run('test:kafka')
  },
  e2e: async () => {
    const chromium = await findChromium()
    await fetchKafka({ dir: join(root, '.milena/kafka'), say: console.log })
    await buildPages()
    return run('test:e2e', { CHROMIUM_PATH: chromium })
  },
}

const total: Count = { passed: 0, failed: 0 }
const broken: string[] = []
for (const [name, part] of Object.entries(parts)) {
  if (only && !only.includes(name)) continue
  const began = performance.now()
  const count = await part().catch((error: unknown) => {
    console.error(error instanceof Remedy ? error.message : error)
    return { passed: 0, failed: 1 }
  })
  total.passed += count.passed
  total.failed += count.failed
  if (count.failed) broken.push(name)
  console.log(
    `── ${name}: ${count.passed} passed, ${count.failed} failed (${((performance.now() - began) / 1000).toFixed(0)} s)`,
  )
}
if (broken.length) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
