import AxeBuilder from '@axe-core/playwright'
import { expect, test } from 'playwright/test'
import { pages } from './pages.ts'

const url = () => process.env.MILENA_URL ?? ''

for (const theme of ['dark', 'light'] as const) {
  test(`every page is free of accessibility violations, ${theme}`, async ({ browser }) => {
    test.setTimeout(240_000)
    const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    for (const path of pages) {
      await test.step(path, async () => {
        await page.goto(url() + path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        const axe = new AxeBuilder({ page })
        // The themes differ in nothing but colour: what else there is to check is checked once.
        const { violations } = await (theme === 'dark'
          ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
          : axe.withRules(['color-contrast'])
        ).analyze()
        expect
          .soft(violations.map((v) => `${path}: ${v.id}: ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`))
          .toEqual([])
      })
    }
    await context.close()
  })
}

test('no page scrolls sideways at 320 px', async ({ browser }) => {
  test.setTimeout(120_000)
  const context = await browser.newContext({ viewport: { width: 320, height: 720 } })
  const page = await context.newPage()
  for (const path of pages) {
    await test.step(path, async () => {
      await page.goto(url() + path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect.soft(wide, path).toBeLessThanOrEqual(0)
    })
  }
  await context.close()
})

test('no page breaks its own Content-Security-Policy or throws', async ({ page }) => {
  test.setTimeout(120_000)
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`))
  for (const path of pages) {
    await page.goto(url() + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  expect(said).toEqual([])
})
