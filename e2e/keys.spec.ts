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

test('an opened row is a step: Esc and Back close it, and Esc then lets the cursor go', async ({ page }) => {
  for (const [path, name, row] of [
    ['/groups', 'group', 'tr[data-k]'],
    ['/systems/rtfm', 'question', '.ask'],
    ['/systems/finrobot', 'exchanges.x', 'tr[data-k]'],
  ] as const) {
    await page.goto('/alerts')
    await page.goto(path)
    await expect(page.locator(row).nth(1)).toBeVisible()
    const opened = (url: URL) => url.pathname === path && url.searchParams.has(name)
    const closed = (url: URL) => url.pathname === path && !url.searchParams.has(name)
    const cursor = page.locator(`${row}[data-cursor="true"]`)
    await page.keyboard.press('j')
    await expect(cursor).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(opened)
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(closed)
    await expect(cursor).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(opened)
    await page.goBack()
    await expect(page).toHaveURL(closed)
    // A link to an opened row has no step to take back: Esc closes it all the same.
    await page.goForward()
    await expect(page).toHaveURL(opened)
    await page.goto(page.url())
    await expect(page.locator(row).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page).toHaveURL(closed)
  }
})

test('/ filters and help says so, only where there is a filter', async ({ page }) => {
  const help = page.getByRole('dialog', { name: 'Keys on this page' })
  for (const [path, filters] of [
    ['/alerts?tab=rules', false],
    ['/systems/crypto', true],
    ['/systems/finrobot', true],
    ['/requests', true],
  ] as const) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (filters) await expect(page.getByRole('main').getByRole('searchbox').first()).toBeVisible()
    await page.keyboard.press('?')
    await expect(help.getByText('Filter', { exact: true })).toHaveCount(filters ? 1 : 0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    if (filters) await expect(page.getByRole('main').getByRole('searchbox').first()).toBeFocused()
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
