import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, someone, test } from './journey.ts'

/** Stops the product's own broker where it stands, or lets it go on. */
const broker = (signal: 'SIGSTOP' | 'SIGCONT') =>
  process.kill(Number(readFileSync(join(process.env.MILENA_DATA_DIR!, 'broker/broker.pid'), 'utf8')), signal)

test.afterEach(() => {
  broker('SIGCONT')
})

test('with Kafka stopped every page says so, a request is kept, and both heal by themselves', async ({ page }) => {
  test.setTimeout(120_000)
  const down = page.getByRole('alert').filter({ hasText: 'Kafka is unreachable' })
  await page.goto('/')
  await expect(page.getByRole('button', { name: /^Kafka: 1 broker/ })).toBeVisible()
  broker('SIGSTOP')
  const stopped = Date.now()
  await expect(down).toBeVisible({ timeout: 10_000 })
  console.log(`Kafka stopped → said on the page: ${Date.now() - stopped} ms: ${await down.textContent()}`)
  await expect(down).toContainText(/unreachable for .*: .+\. .+Submissions are kept/)
  await expect(page.getByRole('button', { name: 'Kafka: unreachable' })).toBeVisible()

  await page.goto(`/requests/new/delinquency/transaction?customer_id=${someone('kept')}`)
  await expect(down).toBeVisible()
  await page.getByRole('button', { name: 'Send transaction' }).click()
  await expect(page).toHaveURL(/\/requests\/[0-9a-f-]{36}$/)
  const stages = page.getByRole('list', { name: 'Stages of the request' })
  await expect(stages).toContainText('Accepted')
  await expect(stages).toContainText(/waits to be sent/)
  await expect(page.getByText('not sent yet')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Requests/ })).toContainText(
    '1 waiting',
  )

  broker('SIGCONT')
  const back = Date.now()
  await expect(down).toBeHidden({ timeout: 30_000 })
  console.log(`Kafka goes on → the page says so: ${Date.now() - back} ms`)
  await expect(stages).toContainText('Produced', { timeout: 30_000 })
  console.log(`Kafka goes on → the kept request is sent: ${Date.now() - back} ms`)
})

test('when the console is killed the page says so and comes back by itself', async ({ page }) => {
  test.setTimeout(120_000)
  const lost = page.getByRole('alert').filter({ hasText: 'No connection to the console' })
  await page.goto('/systems/delinquency')
  const truth = page.getByRole('region', { name: 'Customers by risk', exact: true }).locator('.truth[title]').last()
  await expect(truth).toBeVisible()
  process.kill(Number(process.env.MILENA_CONSOLE_PID), 'SIGKILL')
  const killed = Date.now()
  await expect(lost).toBeVisible()
  await expect(lost).toContainText('it goes on by itself')
  await expect(lost).toBeHidden({ timeout: 40_000 })
  console.log(`console killed → the page is connected again: ${Date.now() - killed} ms`)
  const said = await truth.getAttribute('title')
  await expect.poll(() => truth.getAttribute('title')).not.toBe(said)
  await expect(page.getByRole('region', { name: 'Customers by risk', exact: true })).not.toContainText('no longer live')
})

test('a page whose parts could not be fetched comes back by itself', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('table', { name: 'Systems' }).locator('tbody tr')).toHaveCount(5)
  let refused = 0
  await page.route(
    /_next\/static\/chunks\/.*\.js/,
    (route) => {
      refused++
      return route.abort()
    },
    { times: 1 },
  )
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /Delinquency/ })
    .click()
  await expect(
    page.getByRole('region', { name: 'Customers by risk', exact: true }).locator('tbody tr[data-k]').first(),
  ).toBeVisible()
  await expect(page.getByText('could not be')).toBeHidden()
  expect(refused).toBe(1)
})
