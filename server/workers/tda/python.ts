import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from '#server/start/steps.ts'
import { ensureVenv } from '#server/start/venv.ts'
import { Failure } from './failure.ts'

const folder = join(root, '.milena/python')
const lock = join(folder, 'tda.lock')
export const requirements = 'server/workers/tda/requirements.txt'

/** Path of a Python that has GUDHI: the one given, or an environment that is made once; several workers wait for the one that makes it. A failure is told and tried again when next asked. */
export function createPython(given: string | undefined, say: (line: string) => void): () => Promise<string> {
  if (given) return async () => given
  let made: Promise<string> | undefined
  return () => {
    made ??= prepare(say).catch((error: Error) => {
      made = undefined
      throw new Failure('dependency_error', error.message)
    })
    return made
  }
}

async function prepare(say: (line: string) => void): Promise<string> {
  mkdirSync(folder, { recursive: true })
  while (!claim()) await pause(300)
  try {
    return (await ensureVenv({ name: 'tda', requirements, say })).python
  } finally {
    rmSync(lock, { force: true })
  }
}

/** False while another living process has it. */
function claim(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const owner = Number(readOwner())
    if (owner > 0 && owner !== process.pid && isAlive(owner)) return false
    rmSync(lock, { force: true })
    return false
  }
}
const readOwner = (): string => {
  try {
    return readFileSync(lock, 'utf8')
  } catch {
    return ''
  }
}
/** A dead process that nobody has waited for still answers a signal; Linux tells it by its state. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
