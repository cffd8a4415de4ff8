import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Remedy, step } from './steps.ts'

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Path of an installed Chromium; installs Debian's as root; else says how to get one. */
export async function findChromium(): Promise<string> {
  const found = [process.env.CHROMIUM_PATH, ...known].find((path) => path && existsSync(path))
  if (found) return found
  const remedy = new Remedy(
    'No Chromium found for the browser tests: install it (Debian: apt install chromium; macOS: brew install --cask chromium), or set CHROMIUM_PATH.',
  )
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw remedy
  return step('Chromium: installing Debian’s package', async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
    const ran = spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { env, encoding: 'utf8' })
    if (ran.status !== 0 || !existsSync('/usr/bin/chromium')) throw remedy
    return '/usr/bin/chromium'
  })
}
