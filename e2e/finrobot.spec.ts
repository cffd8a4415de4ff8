import type { Page } from 'playwright/test'
import { finrobot } from '#lib/systems/finrobot.ts'
import { expect, someone, test } from './journey.ts'

const { requests, replies } = finrobot.exchange!
const list = (page: Page) => page.getByRole('region', { name: 'Requests and replies, newest first' })
const row = (page: Page, text: string) => list(page).getByRole('row').filter({ hasText: text })
const state = (page: Page, name: RegExp) => page.getByRole('group', { name: 'State' }).getByRole('button', { name })
const ask = (texts: unknown) => ({ input_data: { input: texts } })

test('a request stands beside its reply, matched exactly, with the model that gave it; one click shows both whole', async ({
  page,
  letters,
}) => {
  const who = someone('desk')
  await page.goto('/systems/finrobot')
  await letters.send(requests, null, ask([`Summarise the risk factors of ${who}`, `Dividend history of ${who}`]))
  const mine = row(page, who)
  await expect(mine).toContainText('risk factors · capital returns')
  await expect(mine).toContainText('exact')
  await expect(mine).toContainText(/\d+\s(ms|s)/)
  await expect(page.getByRole('region', { name: 'Model in use' })).toContainText('finrobot/model')
  await expect(page.getByRole('region', { name: /^Group / })).toContainText(/lag \d+/)

  await mine.getByRole('button').click()
  const sheet = page.getByRole('dialog', { name: 'Request and reply' })
  await expect(sheet).toContainText("['risk factors', 'capital returns']")
  await expect(sheet).toContainText(`Dividend history of ${who}`)
  await expect(sheet.getByRole('link', { name: new RegExp(`^${requests}`) })).toHaveAttribute('href', /tab=read/)
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('errors are counted by cause; a cause filters the list, in the address, over a reload', async ({
  page,
  letters,
}) => {
  const who = someone('wrong')
  await page.goto('/systems/finrobot')
  await letters.send(requests, null, { input_data: { input: [who], ticker: ['X'] } })
  await expect(row(page, who)).toContainText('wrong columns')
  await expect(row(page, who)).toContainText("column 'ticker' not in DataFrameSchema")
  await page
    .getByRole('region', { name: 'Errors by cause' })
    .getByRole('button', { name: /^wrong columns/ })
    .click()
  await expect(page).toHaveURL(/only=wrong/)
  await page.reload()
  await expect(row(page, who)).toBeVisible()
  await expect(list(page).getByRole('row').filter({ hasText: 'answered' })).toHaveCount(0)
  await state(page, /^Answered/).click()
  await expect(row(page, who)).toHaveCount(0)
})

test('a reply nobody asked for is unclaimed', async ({ page, letters }) => {
  await page.goto('/systems/finrobot?only=unclaimed')
  // Replies name no request: one of the demo that waits just then is first in line, and claims it.
  await expect(async () => {
    const who = someone('stray')
    await letters.send(replies, 'prediction', { inference: [[who, {}]], quality: 1, error: null })
    await expect(row(page, who)).toContainText('unclaimed', { timeout: 3000 })
  }).toPass({ timeout: 30_000 })
})

test('the form asks the model and follows its own request to its reply within seconds', async ({ page }) => {
  const who = someone('asked')
  await page.goto('/requests/new/finrobot/predict')
  await page.getByLabel('Texts').fill(`Who are the main competitors of ${who}?`)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  await expect(
    page
      .locator('main')
      .getByText(/^answered · /)
      .first(),
  ).toBeVisible()
  await expect(page.locator('main')).toContainText('competition')
  await page.goto('/systems/finrobot')
  await expect(row(page, who)).toContainText('competition')
})

test('what is asked twenty times is answered twenty times, each reply by its own request', async ({ request }) => {
  const took: number[] = []
  for (let n = 0; n < 20; n++) {
    const sent = await request.post('/api/requests/finrobot/predict', { data: { lines: ['Outlook for ACME'] } })
    const { id } = (await sent.json()) as { id: string }
    const find = async () =>
      (await (await request.get(`/api/requests/${id}`)).json()) as {
        state: string
        at: number
        doneAt: number
        reply?: { certainty: string }
      }
    await expect.poll(async () => (await find()).state, { intervals: [20] }).toBe('answered')
    const { at, doneAt, reply } = await find()
    expect(reply?.certainty).toBe('exact')
    took.push(doneAt - at)
  }
  took.sort((a, b) => a - b)
  console.log(`FinRobot, asked to answered: median ${took[10]} ms, p95 ${took[18]} ms`)
})
