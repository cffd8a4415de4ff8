import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Remedy, root } from '#server/start/steps.ts'

const run = promisify(execFile)

export interface Prometheus {
  prometheus: string
  promtool: string
}

/**
 * The installed Prometheus and its promtool; without one, Debian's package is unpacked into `.milena/prometheus`, so that no service is started and
 * nothing is installed. Rejects with `Remedy`.
 */
export async function findPrometheus(): Promise<Prometheus> {
  const there = await Promise.all(['prometheus', 'promtool'].map(which))
  if (there[0] && there[1]) return { prometheus: there[0], promtool: there[1] }
  const dir = join(root, '.milena/prometheus')
  const own = { prometheus: join(dir, 'usr/bin/prometheus'), promtool: join(dir, 'usr/bin/promtool') }
  if (existsSync(own.promtool)) return own
  const remedy = new Remedy(
    'No Prometheus found for the tests of its alert rules: install it (Debian: apt install prometheus; macOS: brew install prometheus), so that prometheus and promtool are in the PATH.',
  )
  if (!existsSync('/usr/bin/apt-get')) throw remedy
  mkdirSync(dir, { recursive: true })
  const download = () => run('apt-get', ['download', '-qq', 'prometheus'], { cwd: dir })
  await download().catch(async () => {
    // Without package lists there is nothing to download by; only root may fetch them.
    if (process.getuid?.() !== 0) throw remedy
    await run('apt-get', ['update', '-qq']).catch(() => {})
    await download().catch(() => {
      throw remedy
    })
  })
  const deb = readdirSync(dir).find((name) => name.endsWith('.deb'))
  if (!deb) throw remedy
  await run('dpkg-deb', ['-x', join(dir, deb), dir]).catch(() => {
    throw remedy
  })
  return own
}

const which = (name: string): Promise<string | undefined> =>
  run('sh', ['-c', `command -v ${name}`]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  )
