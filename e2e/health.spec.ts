import type { Page } from 'playwright/test'
import { expect, predictions, someone, test, transactions } from './journey.ts'

const updates = 'customer-updates'
const tail = (page: Page) => page.getByRole('table', { name: 'Live tail, newest first' }).locator('tbody tr[data-k]')
const panel = (page: Page) => page.getByRole('region', { name: 'Live tail', exact: true })
const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole('table', { name: table }).locator('tbody tr').filter({ hasText: text })

test('the topics tell partitions, sync, rate, records and who reads them, and open', async ({ page }) => {
  await page.goto('/topics')
  const row = rowOf(page, 'Topics', transactions)
  await expect(row).toContainText('in sync')
  await expect(row).toContainText('Delinquency ledger')
  await expect(row).toContainText(/3 × 1/)
  await expect(row).toContainText(/\d\/s/)
  await expect(row).toContainText(/1 lag [\d,]+/)
  await page.getByRole('searchbox', { name: 'Filter topics' }).fill('tda')
  await expect(page).toHaveURL(/q=tda/)
  await expect(row).toHaveCount(0)
  await expect(rowOf(page, 'Topics', 'tda_jobs')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter topics' }).fill(transactions)
  await expect(page).toHaveURL(new RegExp(`q=${transactions}`))
  await row.getByRole('link', { name: transactions }).click()
  await expect(page).toHaveURL(new RegExp(`/topics/${transactions}$`))
})

test('a tail that is held counts what waits, and goes on from where it was', async ({ page }) => {
  await page.goto(`/topics/${transactions}`)
  await expect.poll(() => tail(page).count()).toBeGreaterThan(10)
  await page.keyboard.press('Space')
  await expect(panel(page).getByRole('button', { name: /^Resume/ })).toBeVisible()
  const shown = await tail(page).first().getAttribute('data-k')
  await expect(panel(page)).toContainText(/held, \d{2,} new while you read/)
  await expect(panel(page).getByRole('button', { name: /^Resume, \d{2,} wait/ })).toBeVisible()
  expect(await tail(page).first().getAttribute('data-k')).toBe(shown)
  await panel(page)
    .getByRole('button', { name: /^Resume/ })
    .click()
  await expect(tail(page).first()).not.toHaveAttribute('data-k', shown!)
})

test('filter, partition and an opened record are a link; the record shows its message whole', async ({
  page,
  letters,
  context,
}) => {
  const customer = someone('needle')
  // A quiet topic: the filter looks at the last 1,000 records only.
  await letters.send(updates, customer, { customer_id: customer, monthly_income: 4321, account_type: 'current' })
  await page.goto(`/topics/${updates}`)
  await page.getByRole('searchbox', { name: 'Filter Live tail' }).fill(customer)
  await expect(page).toHaveURL(new RegExp(`tail\\.q=${customer}`))
  await expect(tail(page)).toHaveCount(1)
  await tail(page)
    .getByRole('button', { name: /^Record / })
    .click()
  await expect(page).toHaveURL(/tail\.r=/)
  const message = page.getByRole('region', { name: /^Message at / })
  await expect(message).toContainText('"monthly_income": 4321')
  await expect(message).toContainText('"account_type": "current"')

  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('searchbox', { name: 'Filter Live tail' })).toHaveValue(customer)
  await expect(other.getByRole('region', { name: /^Message at / })).toContainText(customer)
  const at = await tail(other).getAttribute('data-k')
  const partition = at!.split('/').at(-2)!
  await other.getByRole('combobox', { name: 'Partition' }).selectOption(partition)
  await expect(other).toHaveURL(new RegExp(`tail\\.p=${partition}`))
  await expect(tail(other)).toHaveCount(1)
  await other.getByRole('combobox', { name: 'Partition' }).selectOption(partition === '0' ? '1' : '0')
  await expect(other.getByText('Nothing fits among the newest records')).toBeVisible()
})

test('a topic shows its partitions, its settings beside those declared, and its groups', async ({ page }) => {
  await page.goto(`/topics/${transactions}?tab=partitions`)
  await expect(rowOf(page, 'Partitions', 'Partition')).toHaveCount(3)
  await expect(rowOf(page, 'Partitions', 'Partition 2')).toContainText('in sync')
  await expect(page.getByText('as the contract declares')).toBeVisible()

  await page.getByRole('tab', { name: /^Settings/ }).click()
  await expect(page).toHaveURL(/tab=settings/)
  const retention = rowOf(page, 'Settings of the topic beside those declared', 'retention.ms')
  await expect(retention).toContainText('604800000')
  await expect(retention).toContainText('same')

  await page.getByRole('tab', { name: /^Groups/ }).click()
  await expect(rowOf(page, 'Consumer groups', 'feature-processor-group')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('tab', { name: /^Settings/ })).toHaveAttribute('aria-selected', 'true')
})

test('the groups tell their lag, and open to who reads which partition', async ({ page }) => {
  await page.goto('/groups?q=feature')
  const row = rowOf(page, 'Consumer groups', 'feature-processor-group')
  await expect(row).toContainText('stable')
  await expect(row).toContainText('Delinquency')
  await row.click()
  await expect(page).toHaveURL(/group=feature-processor-group/)
  const parts = page.getByRole('table', { name: 'Partitions of feature-processor-group' }).locator('tbody tr')
  await expect(parts).toHaveCount(3)
  await expect(parts.first()).toContainText(transactions)
  await expect(parts.first()).not.toContainText('nobody')
})

test('a malformed record stands under Bad records with cause and bytes, and the good one behind it is shown', async ({
  page,
  letters,
}) => {
  const customer = someone('behind')
  await letters.send(predictions, customer, `{"customer_id": "${customer}", "risk_sc`)
  await letters.score(customer, 0.55)
  await page.goto('/bad')
  const line = page.getByRole('button', { name: new RegExp(customer) })
  await expect(line).toBeVisible()
  const group = page.getByRole('region', { name: new RegExp(`^${predictions}: `) }).filter({ has: line })
  await expect(group.getByRole('heading')).toContainText(/json/i)
  await line.click()
  await expect(group.locator('pre.bytes')).toContainText('risk_sc')
  await expect(page).toHaveURL(/r=/)

  await page.goto(`/systems/delinquency?q=${customer}`)
  const board = page.getByRole('region', { name: 'Customers by risk', exact: true })
  await expect(board.locator('tbody tr[data-k]')).toContainText('0.55')
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Bad records/ }),
  ).toContainText(/\d/)
})
