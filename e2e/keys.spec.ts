import { expect, predictions, test } from './journey.ts'

test('the palette goes to a topic by its name', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
  await page.keyboard.press('Control+K')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('predictions-str')
  await page
    .getByRole('option', { name: new RegExp(predictions) })
    .first()
    .click()
  await expect(page).toHaveURL(new RegExp(`/topics/${predictions}$`))
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('the palette opens a request by its pasted id', async ({ page }) => {
  const answer = await page.request.post('/api/requests/delinquency/transaction', {
    data: { customer_id: 'pasted', amount: 10, txn_type: 'debit', category: 'rent', channel: 'online' },
  })
  const { id } = (await answer.json()) as { id: string }
  await page.goto('/alerts')
  await page.keyboard.press('Control+K')
  await page.getByRole('combobox').fill(id)
  await expect(page.getByRole('option', { selected: true })).toContainText('Request')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/requests/${id}$`))
  await expect(page.getByRole('list', { name: 'Stages of the request' })).toContainText('Accepted')
})

test('G and a letter goes, ? says which, Esc closes', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview')
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys on this page' })
  await expect(help).toContainText('Topics')
  await expect(help).toContainText('Acknowledge the worst alert')
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  for (const [letter, path] of [
    ['t', '/topics'],
    ['a', '/alerts'],
    ['d', '/systems/delinquency'],
    ['o', '/'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(page).toHaveURL((url) => url.pathname === path)
  }
})

test('the theme that was chosen stays after a reload', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/')
  const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const dark = await canvas()
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(await canvas()).not.toBe(dark)
  const light = await canvas()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(await canvas()).toBe(light)
  // A page that was just loaded again has no keys yet for a moment.
  await expect(async () => {
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('combobox')).toBeVisible({ timeout: 2000 })
  }).toPass()
  await page.getByRole('combobox').fill('dark theme')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('the focus is always visible, from the link that skips to the content on', async ({ page }) => {
  await page.goto('/systems/delinquency')
  await expect(page.getByRole('region', { name: 'Customers by risk', exact: true })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeInViewport()
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const unseen = await page.evaluate(() => {
      const at = document.activeElement
      if (!at || at === document.body) return null
      // A row of a table shows it on its first cell.
      const ringed = [at, at.querySelector('td')].some((element) => {
        const style = element && getComputedStyle(element)
        return style && ((style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none')
      })
      return ringed ? null : at.outerHTML.slice(0, 160)
    })
    expect.soft(unseen).toBeNull()
  }
})
