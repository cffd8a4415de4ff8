import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fingerprint, mark, Remedy, root, unchanged } from './steps.ts'

const run = promisify(execFile)

export interface Venv {
  /** Absolute path of its interpreter. */
  python: string
  /** Absolute path of a command it installed. */
  bin: (name: string) => string
}

/** A Python environment under `.milena/python/<name>` with what `requirements` (a path from the root, pinned versions) lists; made once per content of that file. Rejects with `Remedy`. */
export async function ensureVenv(options: {
  name: string
  requirements: string
  say: (line: string) => void
}): Promise<Venv> {
  const { name, requirements, say } = options
  const dir = join(root, '.milena/python', name)
  const venv: Venv = { python: join(dir, 'bin/python'), bin: (command) => join(dir, 'bin', command) }
  const stamp = join(dir, 'stamp')
  const want = fingerprint([requirements])
  if (unchanged(stamp, want) && existsSync(venv.python)) return venv
  say(`Python: preparing ${name} (${requirements}, once)…`)
  await rm(dir, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', dir]).catch((error) => {
    throw new Remedy(
      `Python could not make an environment for ${name}: ${firstLine(error)}. Install Python 3 with venv (Debian: apt-get install python3-venv; macOS: brew install python).`,
    )
  })
  await run(venv.bin('pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', join(root, requirements)], {
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error) => {
    throw new Remedy(
      `pip could not install ${requirements}: ${firstLine(error)}. Check the network, or the mirror in pip's configuration (pip config list).`,
    )
  })
  mark(stamp, want)
  return venv
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string }
  const said = (stderr || message || String(error)).trim().split('\n')
  return said.find((line) => line.startsWith('ERROR')) ?? said[0] ?? ''
}
