import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright/test'
import { expect, test } from './journey.ts'

const panel = (page: Page, name: RegExp) => page.getByRole('region', { name })
const candles = (page: Page) => panel(page, /candles$/)
const models = (page: Page) => panel(page, /^Models$/)
const pipeline = (page: Page) => panel(page, /^Pipeline$/)
const cards = (page: Page) => models(page).locator('[data-run]')
const row = (page: Page, name: string) => pipeline(page).locator('tbody tr').filter({ hasText: name })

test('candles move, and two models say what comes next', async ({ page }) => {
  await page.goto('/systems/crypto')
  const readout = candles(page).getByTestId('readout')
  await expect(readout).toContainText('Newest')
  const before = await readout.textContent()
  await expect.poll(() => readout.textContent()).not.toBe(before)
  await expect.poll(() => cards(page).count(), { timeout: 45_000 }).toBeGreaterThanOrEqual(2)
  for (const card of (await cards(page).all()).slice(0, 2)) {
    await expect(card.getByTestId('accuracy')).toHaveText(/^\d+(\.\d+)?.%$/)
    await expect(card).toContainText(/Sell|sell/)
  }
  // From candle to candle by keyboard, in words.
  const slider = candles(page).getByRole('slider', { name: /candle by candle/ })
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    /open [\d,.]+, high [\d,.]+, low [\d,.]+, close [\d,.]+, volume .*(buy|sell|hold) \d/,
  )
  await expect(readout).toContainText('Candle')
  await page.keyboard.press('Escape')
  await expect(readout).toContainText('Newest')
})

test('another order of the classes makes other hits, and stands in the address', async ({ page }) => {
  await page.goto('/systems/crypto')
  const first = cards(page).first()
  const sides = first.locator('.run-sides')
  await expect(first.getByTestId('accuracy')).toHaveText(/\d/)
  await expect.poll(async () => (await sides.textContent()) ?? '').not.toMatch(/^sell0.*buy0/)
  const before = await sides.textContent()
  await models(page)
    .getByRole('combobox', { name: /Classes/ })
    .selectOption({ label: 'Hold, Sell, Buy' })
  await expect(page).toHaveURL(/classes=hsb/)
  await expect.poll(() => sides.textContent()).not.toBe(before)
  await page.reload()
  await expect(models(page).getByRole('combobox', { name: /Classes/ })).toHaveValue('hsb')
})

test('a consumer that is paused falls behind, and catches up without a hole when it is resumed', async ({ page }) => {
  await page.goto('/systems/crypto')
  const name = 'BTCUSDT mlp v1'
  const card = models(page).locator('[data-run="mlp_v1"]')
  await expect(card).toContainText('up to date', { timeout: 45_000 })
  await row(page, name)
    .getByRole('button', { name: `Pause ${name}` })
    .click()
  await expect(row(page, name)).toContainText('paused')
  await expect(card).toContainText('candles behind')
  await row(page, name)
    .getByRole('button', { name: `Resume ${name}` })
    .click()
  await expect(row(page, name)).toContainText('running')
  await expect(card).toContainText('up to date')
  await expect(card).not.toContainText('hole')
})

test('every minute can be taken home as CSV', async ({ page }) => {
  await page.goto('/systems/crypto?candle=5m')
  await expect(cards(page).first()).toBeVisible()
  await candles(page)
    .getByRole('button', { name: /^Menu of/ })
    .click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export every minute (CSV)' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('BTCUSDT.csv')
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toContain(
    'open_time (UTC),open,high,low,close,volume,lightgbm_v1 sell,lightgbm_v1 hold,lightgbm_v1 buy',
  )
  expect(lines.length).toBeGreaterThan(100)
  expect(lines.at(-10)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z(,\d+(\.\d+)?){5},/)
})

// The last one: what it sends stays ahead of the market.
test('a candle of the clock’s minute is delivered, and the page stays with the market and says what it leaves out', async ({
  page,
}) => {
  await page.goto('/systems/crypto')
  const readout = candles(page).getByTestId('readout')
  await expect(readout).toContainText('Newest')
  await page.getByRole('button', { name: /^Send a BTCUSDT candle/ }).click()
  const minute = page.getByRole('textbox', { name: /^Minute/ })
  await expect(minute).toHaveValue(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/)
  await minute.fill('')
  await page.getByRole('button', { name: /^Send candle/ }).click()
  await expect(page.getByText(/is needed: the minute after the newest candle/)).toBeVisible()
  await minute.fill(new Date().toISOString().slice(0, 19))
  await page.getByRole('button', { name: /^Send candle/ }).click()
  await expect(page.getByRole('dialog').getByText(/^delivered · /)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(candles(page)).toContainText(/1.candle far ahead of the others/)
  const before = await readout.textContent()
  await expect.poll(() => readout.textContent()).not.toBe(before)
  await expect(cards(page).first().getByTestId('accuracy')).toHaveText(/\d/)
  await expect(cards(page).first()).toContainText('up to date')
})
