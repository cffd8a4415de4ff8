import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { predictionTopic } from '#server/bench/predictions.ts'

/** `npm run screens`: pictures of the pages for the README, from the running product (MILENA_URL, default http://127.0.0.1:3000). */
const url = process.env.MILENA_URL ?? 'http://127.0.0.1:3000'
const out = join(import.meta.dirname, '../public/screens')
mkdirSync(out, { recursive: true })

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})

type Shot = { name: string; path: string; scheme?: 'dark' | 'light'; width?: number; height?: number }
const first = async (system: string, board: string) =>
  (await (await fetch(`${url}/api/systems/${system}/boards/${board}?limit=1`)).json()).rows[0].key
const [customer, job] = [await first('delinquency', 'customers'), await first('tda', 'jobs')]
const shots: Shot[] = [
  { name: 'overview', path: '/' },
  { name: 'delinquency-dark', path: '/systems/delinquency' },
  { name: 'delinquency-light', path: '/systems/delinquency', scheme: 'light' },
  { name: 'delinquency-phone', path: '/systems/delinquency', width: 320, height: 720 },
  { name: 'customer', path: `/systems/delinquency/${customer}` },
  { name: 'alerts', path: '/alerts' },
  { name: 'topics', path: '/topics' },
  { name: 'topic', path: `/topics/${predictionTopic}` },
  { name: 'form', path: `/requests/new/delinquency/transaction?customer_id=${customer}` },
  { name: 'requests', path: '/requests' },
  { name: 'groups', path: '/groups', scheme: 'light' },
  { name: 'schemas', path: '/schemas' },
  { name: 'finrobot', path: '/systems/finrobot' },
  { name: 'tda', path: '/systems/tda' },
  { name: 'tda-job', path: `/systems/tda/${job}`, height: 1200 },
  { name: 'crypto', path: '/systems/crypto', height: 1200 },
  { name: 'rtfm', path: '/systems/rtfm' },
]
for (const { name, path, scheme = 'dark', width = 1440, height = 900 } of shots) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme })
  const page = await context.newPage()
  await page.goto(url + path)
  // Every panel has heard from the server, and charts have drawn.
  await page.locator('[data-state="loading"]').first().waitFor({ state: 'detached', timeout: 20_000 })
  await page.waitForTimeout(2500)
  await page.screenshot({ path: join(out, `${name}.png`) })
  await context.close()
  console.log(`${name}.png`)
}
await browser.close()
