import { readFileSync, renameSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ProcessState, StateFile } from '#lib/crypto/pipeline.ts'

/** What the file asks of its process. Both the command and its answer ask: a second process of the group follows the first one's answer. */
export type Wanted = 'run' | 'pause' | 'delete'
const wanted: Partial<Record<ProcessState, Wanted>> = {
  ...{ start: 'run', running: 'run', pause: 'pause', paused: 'pause', delete: 'delete', deleted: 'delete' },
}

const anyTime: ProcessState[] = ['wait', 'error', 'unknown']
/** What may be written over, by what is to be written. */
const over: Record<'run' | 'paused' | 'deleted', ProcessState[]> = {
  run: [...anyTime, 'start', 'running'],
  paused: [...anyTime, 'pause', 'paused'],
  deleted: [...anyTime, 'delete', 'deleted', 'pause', 'paused'],
}

/** `<STATE_DIR>/<SYMBOL>_<model>_<version>.json`: commands come and answers go by it. */
export interface ProcessFile {
  path: string
  /** What it says now; null: nothing, or nothing that can be read. */
  read: () => Promise<{ state: ProcessState; wanted: Wanted | undefined } | null>
  /** Says what is, unless that stands there already, or a command that this is no answer to: it is obeyed first. */
  write: (state: ProcessState, error?: string) => Promise<void>
  /** Forgets what was: somebody starts it anew. */
  revive: () => Promise<void>
}

export function createProcessFile(dir: string, who: { crypto: string; model: string; version: string }): ProcessFile {
  const path = join(dir, `${who.crypto}_${who.model}_${who.version}.json`)

  const textNow = (): string | undefined => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  }
  function look(): { text: string | undefined; found: StateFile | null } {
    const text = textNow()
    try {
      return { text, found: StateFile.parse(JSON.parse(text ?? '')) }
    } catch {
      return { text, found: null }
    }
  }

  async function put({ text, found }: ReturnType<typeof look>, state: ProcessState, error: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    // Other fields stay. By a rename: whoever reads sees the old text or the new one, never a part.
    const beside = `${path}.${process.pid}.new`
    await writeFile(beside, `${JSON.stringify({ ...found, ...who, state, error_msg: error })}\n`)
    // A command may have come meanwhile: it stays. Other processes have no more than microseconds between these two steps, which are not awaited.
    if (textNow() === text) renameSync(beside, path)
    else await rm(beside)
  }

  return {
    path,
    async revive() {
      const now = look()
      if (now.found && ['delete', 'deleted'].includes(now.found.state)) await put(now, 'wait', '')
    },
    async read() {
      const { found } = look()
      return found && { state: found.state, wanted: wanted[found.state] }
    },
    async write(state, error = '') {
      const now = look()
      const { found } = now
      if (found?.state === state && (found.error_msg ?? '') === error) return
      if (found && !over[state === 'paused' || state === 'deleted' ? state : 'run'].includes(found.state)) return
      await put(now, state, error)
    },
  }
}
