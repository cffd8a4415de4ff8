import { readFileSync } from 'node:fs'
import type { Download, Locator, Page } from 'playwright/test'
import { tda } from '#lib/systems/tda.ts'
import { expect, someone, test } from './journey.ts'

const form = '/requests/new/tda/job'
const [jobs, results] = tda.topics.map((topic) => topic.name) as [string, string]
const job = (id: string) => `/systems/tda/${id}`
const found = (page: Page) => page.getByRole('region', { name: 'What was found' })
/** What the legend says of a dimension: how many pairs, the longest finite life and the next. */
const lives = async (legend: Locator) => {
  const text = (await legend.textContent()) ?? ''
  const after = (word: string) => Number(new RegExp(`${word} ([\\d.]+)`).exec(text)?.[1] ?? Number.NaN)
  return { longest: after('longest'), next: after('next') }
}
const content = async (download: Download) => readFileSync(await download.path())

test('a sampled circle is submitted, followed to its result, and has one long loop', async ({ page }) => {
  test.setTimeout(120_000)
  await page.goto(form)
  await expect(page.getByRole('img', { name: /^The cloud: 120 points of 2 coordinates/ })).toBeVisible()
  await page.getByLabel('How many').fill('90')
  await expect(page.getByRole('img', { name: /^The cloud: 90 points of 2 coordinates/ })).toBeVisible()
  await page.getByRole('button', { name: 'Submit job' }).click()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  const id = page.url().split('/').at(-1)!
  const began = Date.now()
  await expect(page.getByText(/^answered · /).first()).toBeVisible({ timeout: 30_000 })
  console.log(`circle answered after ${Date.now() - began} ms`)

  await page.goto(job(id))
  const loops = found(page).getByRole('button', { name: /H1 loops/ })
  await expect(loops).toBeVisible({ timeout: 15_000 })
  const { longest, next } = await lives(loops)
  expect(longest).toBeGreaterThan(1)
  expect(Number.isNaN(next) || longest > 5 * next).toBe(true)
  await expect(found(page).getByRole('button', { name: /H0 pieces/ })).toContainText('1 never dies')
  const life = page.getByRole('list', { name: 'What the job did' })
  await expect(life).toContainText('waited')
  await expect(life).toContainText('ran')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('completed')
  await expect(page.getByRole('img', { name: /The cloud of this job: circle, noise 0.05, seed 1/ })).toBeVisible()

  // With the keys: the first pair is the piece that is left, then the scale moves through all three drawings.
  const drawings = found(page).getByRole('application')
  await drawings.focus()
  await page.keyboard.press('ArrowDown')
  await expect(drawings).toContainText('H0 · born 0 · never dies')
  for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowRight')
  await expect(drawings).toContainText(/at 0\.\d+: β0 1, β1 1/)
  await expect(page.getByText(/Points nearer than 0\.\d+ are joined/)).toBeVisible()

  const save = async (name: string) => {
    await found(page).getByRole('button', { name: 'Download' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()])
    return download
  }
  const rows = (await content(await save('Pairs as CSV'))).toString().split('\r\n')
  expect(rows[0]).toBe('dimension,birth,death,persistence')
  expect(rows.filter((row) => row.startsWith('0,'))).toHaveLength(90)
  const json = JSON.parse((await content(await save('Result as JSON'))).toString())
  expect([json.job_id, json.algorithm, json.persistence_pairs.length]).toEqual([id, 'vietoris_rips', rows.length - 1])
  const png = await content(await save('Drawings as PNG'))
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBeGreaterThan(600)

  // On the page of the system it is a bar that opens it.
  await page.goto('/systems/tda')
  await page.locator(`a.life-bar[data-job="${id}"][data-status="completed"]`).click()
  await expect(page).toHaveURL(new RegExp(`/systems/tda/${id}$`))
})

test('a CSV file with a mistake is refused by line and column and changes nothing; a good one is drawn', async ({
  page,
}) => {
  await page.goto(form)
  await page.getByLabel('Cloud', { exact: true }).selectOption('own points')
  const points = page.getByRole('textbox', { name: 'Points of your own' })
  await points.fill('1, 2\n3, 4')
  await expect(page.getByText('2 points of 2 coordinates').first()).toBeVisible()
  const file = page.getByLabel('CSV file for Points of your own')
  const csv = (text: string) => ({ name: 'cloud.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await file.setInputFiles(csv('x,y\n0.1,0.2\n0.3,oops\n'))
  await expect(page.getByText('cloud.csv: line 3, column 2: “oops” is not a number.')).toBeVisible()
  await expect(points).toHaveAttribute('aria-invalid', 'true')
  await expect(points).toHaveValue('1, 2\n3, 4')

  await file.setInputFiles(csv('x,y\n0.1,0.2\n'))
  await expect(page.getByText('cloud.csv: there is 1 point: at least 2 are needed.')).toBeVisible()
  await expect(points).toHaveValue('1, 2\n3, 4')

  await file.setInputFiles(csv('x;y;z\n0,1;0,2;0\n0,3;0,4;1\n0;1;0,5\n'))
  await expect(page.getByText('cloud.csv: 3 points of 3 coordinates read, columns x, y, z')).toBeVisible()
  await expect(points).toHaveValue('0.1, 0.2, 0\n0.3, 0.4, 1\n0, 1, 0.5')
  // In space the picture turns with the keys.
  const cloud = page.getByRole('application', { name: /The cloud: 3 points of 3 coordinates/ })
  const drawn = () => cloud.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  await cloud.focus()
  const before = await drawn()
  await page.keyboard.press('ArrowRight')
  await expect.poll(drawn).not.toBe(before)

  // A wrong field is named with its remedy, and the points are still there.
  await page.getByLabel('Algorithm').selectOption('alpha_complex')
  await page.getByLabel('Distance').selectOption('cosine')
  await page.getByRole('button', { name: 'Submit job' }).click()
  await expect(page.getByText('choose it, or vietoris_rips')).toBeVisible()
  await expect(points).toHaveValue(/^0\.1, 0\.2, 0/)
})

test('a job that computes for long is cancelled from its page and can be submitted again', async ({ page }) => {
  const data = { shape: 'torus', count: 1000, noise: 0.3, max_dimension: 2, timeout_seconds: 60 }
  const answer = await page.request.post('/api/requests/tda/job', { data })
  const { id } = (await answer.json()) as { id: string }
  await page.goto(job(id))
  await page.getByRole('button', { name: 'Cancel the job' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('cancelled', { timeout: 20_000 })
  await expect(found(page)).toContainText('The job was cancelled')
  await expect(page.getByRole('list', { name: 'What was told of the job' })).toContainText('Cancel asked')
  // Who submitted it and who wanted it cancelled are both answered.
  const requests = async () => {
    const list = await page.request.get('/api/requests?system=tda&limit=20')
    const rows = ((await list.json()) as { requests: { id: string; form: string; state: string; input: object }[] })
      .requests
    const wish = rows.find((row) => row.form === 'cancel-job' && (row.input as { job_id: string }).job_id === id)
    return [rows.find((row) => row.id === id)?.state, wish?.state]
  }
  await expect.poll(requests).toEqual(['cancelled', 'answered'])

  await page.getByRole('button', { name: 'Submit again' }).click()
  const sheet = page.getByRole('dialog', { name: 'Submit a job' })
  await expect(sheet.getByLabel('Cloud', { exact: true })).toHaveValue('torus')
  await expect(sheet.getByLabel('How many')).toHaveValue('1000')
  await expect(sheet.getByText(/it may take long or end in a memory error/)).toBeVisible()
})

test('windows of a stream are results of one job, each with its own drawings', async ({ page, letters }) => {
  const id = someone('stream')
  const window = (n: number, deaths: number[]) => ({
    job_id: id,
    timestamp: Date.now(),
    window_start: Date.now() + n * 60_000,
    window_end: Date.now() + (n + 1) * 60_000,
    algorithm: 'vietoris_rips',
    computation_info: { num_points: 9, dimension: 2, computation_time: 0.1, memory_usage: 1, success: true },
    tda_results: {
      betti_numbers: { 0: [1] },
      persistence_pairs: [
        { dimension: 0, birth: 0, death: 'Infinity', persistence: 'Infinity' },
        ...deaths.map((death) => ({ dimension: 1, birth: 0.1, death, persistence: death - 0.1 })),
      ],
    },
  })
  await letters.send(results, null, window(0, [0.5, 0.6]))
  await letters.send(results, null, window(1, [0.9]))
  await page.goto(job(id))
  await expect(found(page).getByRole('button', { name: /H1 loops/ })).toContainText('longest 0.8')
  await found(page).getByRole('button', { name: 'The result before' }).click()
  await expect(found(page).getByRole('button', { name: /H1 loops/ })).toContainText('longest 0.5 · next 0.4')
  await expect(page).toHaveURL(/result=/)
  await expect(page.getByText('Only its result is known')).toBeVisible()
})

test('what waits stands in the queue by priority and leaves it when it runs', async ({ page, letters }) => {
  const id = someone('queued')
  const said = (status: string) =>
    letters.send(jobs, id, {
      metadata: {
        ...{ message_id: `job-${id}`, message_type: `job.${status}`, timestamp: new Date().toISOString() },
        ...{ source_service: 'tda-backend', correlation_id: id },
      },
      payload: { job_id: id, status, algorithm: 'vietoris_rips', priority: 'critical' },
    })
  await said('submitted')
  await page.goto('/systems/tda')
  const waiting = page.getByRole('region', { name: 'Queue' }).getByRole('link', { name: `Waiting job ${id}` })
  const bar = page.locator(`a.life-bar[data-job="${id}"]`)
  await expect(waiting).toBeVisible()
  await expect(bar).toHaveAttribute('data-status', 'submitted')
  await said('running')
  await expect(bar).toHaveAttribute('data-status', 'running')
  await expect(waiting).toBeHidden()
  await said('completed')
  await expect(bar).toHaveAttribute('data-status', 'completed')
})
