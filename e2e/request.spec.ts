import type { Page } from 'playwright/test'
import { expect, predictions, someone, test, transactions } from './journey.ts'

const form = '/requests/new/delinquency/transaction'
const field = (page: Page, name: string) => page.getByLabel(name, { exact: false }).first()
const send = (page: Page) => page.getByRole('button', { name: 'Send transaction' })
const stages = (page: Page) => page.getByRole('list', { name: 'Stages of the request' })
const state = (page: Page) =>
  page
    .locator('.page-head, main')
    .getByText(/^answered · /)
    .first()
/** A customer the engine knows: the first on the board that the simulator made. */
const known = async (page: Page) => {
  let key: string | undefined
  await expect
    .poll(async () => {
      const answer = await page.request.get('/api/systems/delinquency/boards/customers?limit=200')
      key = (await answer.text()).match(/"customer_id":"([0-9a-f-]{36})"/)?.[1]
      return key
    })
    .toBeDefined()
  return key!
}
/** How many requests there are. */
const total = async (page: Page): Promise<number> => {
  const answer = await page.request.get('/api/requests?limit=500')
  return ((await answer.json()) as { requests: unknown[] }).requests.length
}

test('a wrong value is answered at its field with a remedy, and nothing typed is lost', async ({ page }) => {
  const customer = someone('typed')
  await page.goto(form)
  await field(page, 'Customer').fill(customer)
  await field(page, 'Amount').fill('-5')
  await field(page, 'Direction').selectOption('credit')
  const before = await total(page)
  await send(page).click()
  await expect(page.getByText('must be more than 0')).toBeVisible()
  await expect(field(page, 'Amount')).toHaveAttribute('aria-invalid', 'true')
  await expect(field(page, 'Amount')).toBeFocused()
  await expect(field(page, 'Amount')).toHaveAccessibleDescription('must be more than 0')
  await expect(field(page, 'Customer')).toHaveValue(customer)

  await field(page, 'Amount').fill('12')
  await expect(page.getByText('must be more than 0')).toBeHidden()
  await send(page).click()
  await expect(page.getByText('a credit is salary, transfer, refund or interest')).toBeVisible()
  await expect(field(page, 'Category')).toBeFocused()
  await expect(field(page, 'Customer')).toHaveValue(customer)
  expect(await total(page)).toBe(before)

  // Half a form is kept in the address, so a reload does not lose it either.
  await expect(page).toHaveURL(new RegExp(`customer_id=${customer}.*amount=12\\b`))
  await page.reload()
  await expect(field(page, 'Customer')).toHaveValue(customer)
  await expect(field(page, 'Amount')).toHaveValue('12')
})

test('a transaction from a preset is followed from its acceptance to the answer', async ({ page }) => {
  const customer = await known(page)
  await page.goto(form)
  await field(page, 'Customer').fill(customer)
  await page.getByRole('button', { name: 'Refused debit' }).click()
  await expect(field(page, 'Customer')).toHaveValue(customer)
  await expect(field(page, 'Amount')).toHaveValue('850')
  await expect(page.getByRole('checkbox', { name: /Refused/ })).toBeChecked()
  await send(page).click()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  const began = Date.now()
  await expect(stages(page)).toContainText('Accepted')
  await expect(stages(page)).toContainText('Produced')
  await expect(state(page)).toBeVisible({ timeout: 15_000 })
  console.log(`transaction answered after ${Date.now() - began} ms: ${await state(page).textContent()}`)
  await expect(page.getByRole('region', { name: 'Input', exact: true })).toContainText(customer)
  await expect(page.getByRole('region', { name: 'Reply', exact: true })).toContainText('"risk_score"')
  // Both records can be opened where they stand in Kafka.
  await expect(page.getByRole('link', { name: new RegExp(`^${transactions} `) })).toBeVisible()
  await expect(page.getByRole('link', { name: new RegExp(`^${predictions} `) })).toBeVisible()
})

test('P on the board asks for a prediction beside it, and the answer arrives there', async ({ page }) => {
  const customer = await known(page)
  await page.goto('/systems/delinquency')
  // The frame of the page is there before its keys are; rows come only over the socket.
  const board = page.getByRole('region', { name: 'Customers by risk', exact: true })
  await expect.poll(() => board.locator('tbody tr').count()).toBeGreaterThan(0)
  await page.keyboard.press('p')
  const sheet = page.getByRole('dialog', { name: 'Ask for a prediction' })
  await sheet.getByLabel('Customer').fill(customer)
  await sheet.getByRole('button', { name: 'Ask', exact: false }).last().click()
  const followed = page.getByRole('dialog', { name: 'Your request' })
  await expect(followed.getByText(/^answered · /)).toBeVisible()
  await expect(followed.getByText('exact')).toBeVisible()
  await followed.getByRole('link', { name: 'Open the request' }).click()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  await expect(state(page)).toBeVisible()
})

test('a customer page begins its forms with that customer', async ({ page, letters }) => {
  const customer = someone('filled')
  await letters.score(customer, 0.4)
  await page.goto(`/systems/delinquency/${customer}`)
  await page.keyboard.press('p')
  await expect(page.getByRole('dialog').getByLabel('Customer')).toHaveValue(customer)
})

test('a link fills the form in', async ({ page }) => {
  await page.goto(`${form}?customer_id=linked-customer&amount=123.5&category=insurance&channel=branch`)
  await expect(field(page, 'Customer')).toHaveValue('linked-customer')
  await expect(field(page, 'Amount')).toHaveValue('123.5')
  await expect(field(page, 'Category')).toHaveValue('insurance')
  await expect(field(page, 'Channel')).toHaveValue('branch')
})

test('a double click sends one request, and the same key again is the same request', async ({ page }) => {
  await page.goto(`${form}?customer_id=${someone('twice')}`)
  const before = await total(page)
  await send(page).dblclick()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  await expect(stages(page)).toContainText('Produced')
  expect(await total(page)).toBe(before + 1)

  const again = () =>
    page.request.post('/api/requests/delinquency/transaction', {
      headers: { 'idempotency-key': `e2e-${before}` },
      data: { customer_id: 'same', amount: 10, txn_type: 'debit', category: 'rent', channel: 'online' },
    })
  const [first, second] = [await again(), await again()]
  expect(first.status()).toBe(202)
  expect(((await second.json()) as { id: string }).id).toBe(((await first.json()) as { id: string }).id)
  expect(await total(page)).toBe(before + 2)
})

test('the list of requests filters by state in the address and opens with the keyboard', async ({ page }) => {
  const customer = await known(page)
  await page.request.post('/api/requests/delinquency/predict', { data: { customer_id: customer } })
  await page.goto('/requests')
  const list = page.getByRole('table', { name: 'Requests, newest first' }).locator('tbody tr')
  await expect(list.first()).toContainText(/answered · /)
  await page
    .getByRole('group', { name: 'State' })
    .getByRole('button', { name: /^answered/ })
    .click()
  await expect(page).toHaveURL(/state=answered/)
  await page.reload()
  await expect(page.getByRole('button', { name: /^answered/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(list.first()).toContainText(/answered · /)
  const id = await list.first().getAttribute('data-k')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/requests/${id}$`))
})
