import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, mark, Remedy, root, step, unchanged } from './steps.ts'

const inputs = [
  'app/**/*',
  'components/**/*',
  'lib/**/*',
  'public/**/*',
  'next.config.js',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** Builds the pages, unless nothing they are made of has changed. */
export async function buildPages(): Promise<void> {
  const now = fingerprint(inputs)
  const stamp = join(root, '.next/milena-stamp')
  if (existsSync(join(root, '.next/BUILD_ID')) && unchanged(stamp, now)) return
  await step('Pages: building', () => run('next', ['build']))
  mark(stamp, now)
}

/** Runs a command of node_modules/.bin; its output is shown only when it fails. */
function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/.bin', command), ...args], {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    })
    // Stopped while it builds: a build that goes on would lock the next start out.
    process.once('exit', () => child.kill())
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    child.stderr.on('data', (text) => {
      said += text
    })
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Remedy(`${said}\n${command} ${args.join(' ')} failed (its words are above).`)),
    )
  })
}
