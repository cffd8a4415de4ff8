import type { Page } from 'playwright/test'
import { expect, someone, test } from './journey.ts'

const banner = (page: Page) => page.getByRole('region', { name: 'Worst alert' })
const badge = (page: Page) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Alerts/ })
const alertOf = (page: Page, customer: string) => page.locator('.alert-row').filter({ hasText: customer })
const listed = (customer: string) => `/alerts?q=${customer}`
const act = async (page: Page, customer: string, what: string | RegExp) => {
  await alertOf(page, customer)
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitem', { name: what }).click()
}

test('a firing alert stands on every page: banner, count in the rail, count in the tab', async ({ page, letters }) => {
  const customer = someone('fires')
  await letters.score(customer, 0.97)
  await page.goto(listed(customer))
  await expect(alertOf(page, customer)).toContainText('Customer turned CRITICAL')
  await expect(alertOf(page, customer)).toContainText('0.97')
  for (const path of [
    '/',
    '/requests',
    '/alerts',
    '/systems/delinquency',
    '/systems/tda',
    '/topics',
    '/groups',
    '/bad',
  ]) {
    await page.goto(path)
    // The page of the alerts says it itself.
    const said = path === '/alerts' ? page.locator('.alert-row').first() : banner(page).getByText(/firing for/)
    await expect(said, path).toBeVisible()
    await expect(badge(page), path).toContainText(/\d+ firing/)
    await expect(page, path).toHaveTitle(/^\(\d+\) /)
  }
})

test('an alert is taken with a note; who, when and why are there after a reload', async ({ page, letters }) => {
  const customer = someone('taken')
  await letters.score(customer, 0.96)
  await page.goto(listed(customer))
  await act(page, customer, 'Acknowledge with a note…')
  const dialog = page.getByRole('dialog', { name: 'Acknowledge with a note' })
  await dialog.getByLabel('Note').fill('Calling her this afternoon')
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  const taken = async () => {
    await expect(alertOf(page, customer)).toContainText(/taken by \S+.* \d\d:\d\d/)
    await expect(alertOf(page, customer)).toContainText('“Calling her this afternoon”')
    await expect(alertOf(page, customer).getByRole('button', { name: /^Acknowledge/ })).toHaveCount(0)
  }
  await taken()
  await page.reload()
  await taken()
  await act(page, customer, 'Take acknowledgement back')
  await expect(alertOf(page, customer)).not.toContainText('taken by')
})

test('an alert is silenced for 15 minutes, and the silence undone', async ({ page, letters }) => {
  const customer = someone('hushed')
  await letters.score(customer, 0.95)
  await page.goto(listed(customer))
  await act(page, customer, /^Silence…/)
  await page.getByRole('dialog', { name: 'Silence' }).getByRole('button', { name: '15 min' }).click()
  await expect(alertOf(page, customer)).toContainText(/silenced until \d\d:\d\d/)
  await page.reload()
  await expect(alertOf(page, customer)).toContainText('silenced until')
  await act(page, customer, 'End the silence')
  await expect(alertOf(page, customer)).not.toContainText('silenced until')

  await act(page, customer, /^Silence…/)
  await page.getByRole('dialog', { name: 'Silence' }).getByRole('button', { name: '15 min' }).click()
  await expect(alertOf(page, customer)).toContainText('silenced until')
  await page
    .getByRole('status')
    .filter({ hasText: 'Silenced for' })
    .getByRole('button', { name: 'Undo' })
    .first()
    .click()
  await expect(alertOf(page, customer)).not.toContainText('silenced until')
})

test('tab, filter and chosen alert are in the address; an alert that is over stands under Past', async ({
  page,
  letters,
}) => {
  const customer = someone('over')
  await letters.score(customer, 0.94)
  await page.goto('/alerts')
  await page.getByRole('searchbox', { name: 'Filter alerts' }).pressSequentially(customer)
  await expect(page.getByRole('searchbox', { name: 'Filter alerts' })).toHaveValue(customer)
  await expect(page.locator('.alert-row')).toHaveCount(1)
  await expect(page).toHaveURL(new RegExp(`q=${customer}`))
  await expect(alertOf(page, customer)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter alerts' }).blur()
  await page.keyboard.press('j')
  await expect(alertOf(page, customer)).toHaveAttribute('data-cursor', 'true')
  await expect(page).toHaveURL(/at=/)
  await page.reload()
  await expect(alertOf(page, customer)).toHaveAttribute('data-cursor', 'true')

  await letters.score(customer, 0.2)
  await expect(page.getByText(`No firing alert matches “${customer}”`)).toBeVisible()
  await page.getByRole('tab', { name: 'Past' }).click()
  await expect(page).toHaveURL(/tab=past/)
  await expect(page.getByRole('table', { name: 'Past alerts' })).toContainText(customer.slice(-8))
  await page.goBack()
  await expect(page.getByRole('tab', { name: /^Firing/ })).toHaveAttribute('aria-selected', 'true')
})
