import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './steps.ts'

export interface Count {
  passed: number
  failed: number
}

/** What a test runner's closing lines count; undefined when it did not get as far as them. */
export function countOf(said: string): Count | undefined {
  const sum = (pattern: RegExp) => {
    const found = [...said.matchAll(pattern)]
    return found.length ? found.reduce((all, match) => all + Number(match[1]), 0) : undefined
  }
  const passed = [sum(/^\s*(?:ℹ |# )?pass(?:ed)? (\d+)$/gm), sum(/^\s+(\d+) passed/gm)]
  const failed = [sum(/^\s*(?:ℹ |# )?fail(?:ed)? (\d+)$/gm), sum(/^\s+(\d+) (?:failed|did not run|flaky)/gm)]
  if ([...passed, ...failed].every((n) => n === undefined)) return undefined
  return { passed: (passed[0] ?? 0) + (passed[1] ?? 0), failed: (failed[0] ?? 0) + (failed[1] ?? 0) }
}

/** A script that says nothing for so long hangs: it is ended, and counts as failed. */
const SILENCE_MS = 240_000
/** For closing lines that are still on their way when a script has ended. */
const LEFT_MS = 5000

const running = new Set<ChildProcess>()
const end = (child: ChildProcess): void => {
  if (!child.pid) return
  try {
    // Its whole process group: what it started goes with it.
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** Ends everything that runs, with all it started. */
export const endAll = (): void => running.forEach(end)

interface Script {
  name: string
  env?: Record<string, string>
  /** A runner that counts its tests; the others are one check each. */
  counts: boolean
  say: (text: string) => void
}

/** Runs a script of package.json to its end. A runner that ends well without having counted anything has failed all the same. */
export function runScript({ name, env = {}, counts, say }: Script): Promise<Count> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', name], {
      cwd: root,
      // Much of the start of a test process is compiling modules that have not changed.
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(root, '.milena/compiled'),
        NEXT_TELEMETRY_DISABLED: '1',
        ...env,
        FORCE_COLOR: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.add(child)
    const hangs = setTimeout(() => {
      say(`\n${name}: silent for ${SILENCE_MS / 60_000} minutes, ended\n`)
      end(child)
    }, SILENCE_MS)
    let said = ''
    const hear = (text: string) => {
      hangs.refresh()
      say(text)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      hear(text)
    })
    child.stderr.setEncoding('utf8').on('data', hear)
    // Something it started and left behind may hold the pipes open for ever.
    child.on('exit', () => {
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, LEFT_MS).unref()
    })
    // When both pipes are closed too, so that the closing lines have been read.
    child.on('close', (code) => {
      clearTimeout(hangs)
      running.delete(child)
      const count = countOf(said)
      if (!counts) resolve(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })
      else if (!count) resolve({ passed: 0, failed: 1 })
      else resolve({ ...count, failed: code !== 0 && count.failed === 0 ? 1 : count.failed })
    })
  })
}
