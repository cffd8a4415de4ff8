import type { Page } from 'playwright/test'
import { tda } from '#lib/systems/tda.ts'
import { encrypt, readKey } from '#server/seal/fernet.ts'
import { expect, someone, test } from './journey.ts'
import { fernetKey } from './product.ts'

const [declared] = tda.schemas!
const { subject, topics } = declared!
const strangers = readKey(Buffer.alloc(32, 9).toString('base64'))!
const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole('table', { name: table }).locator('tbody tr').filter({ hasText: text })
/** The registry comes up after the console; the first of these tests may wait for it. */
const slow = { timeout: 60_000 }

test('the schemas of the contracts are registered by themselves and stand beside what was declared', async ({
  page,
}) => {
  test.setTimeout(90_000)
  await page.goto('/schemas')
  await expect(page.getByText('embedded registry up')).toBeVisible(slow)
  const row = rowOf(page, 'Schemas', subject)
  await expect(row).toContainText('as declared')
  await expect(row).toContainText('TDA')
  await expect(row).toContainText(topics[0]!)
  await expect(row).toContainText('JSON Schema')
  await expect(row).toContainText('backward')
  await row.getByRole('link', { name: subject }).click()
  await expect(page).toHaveURL(new RegExp(`/schemas/${subject}$`))
  const field = rowOf(page, 'Fields of the schema', 'message_type')
  await expect(field).toContainText('required')
  await expect(field).toContainText('job.submitted')
  await page.getByRole('link', { name: topics[0]! }).click()
  await expect(page.getByRole('link', { name: subject })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/\/schemas$/)
})

test('a schema is checked, registered elsewhere, seen as drifted with what changed, and mended', async ({
  page,
  request,
}) => {
  const other = tda.schemas![1]!
  const api = `/api/schemas/${other.subject}`
  await page.goto(`/schemas/${other.subject}?tab=check`)
  const stricter = structuredClone(other.schema) as any
  stricter.properties.payload.properties.job_id = { type: 'integer' }
  await page.getByRole('textbox', { name: 'Schema' }).fill(JSON.stringify(stricter))
  await page.getByRole('button', { name: 'Check compatibility' }).click()
  await expect(page.getByText('not compatible')).toBeVisible()
  await expect(page.getByText(/job_id/).last()).toBeVisible()
  await page.getByRole('button', { name: 'The contract’s' }).click()
  await page.getByRole('button', { name: 'Check compatibility' }).click()
  await expect(page.getByText('compatible: it could be the next version')).toBeVisible()

  await page.getByRole('combobox', { name: 'Level' }).selectOption('NONE')
  await page.getByRole('button', { name: 'Set level' }).click()
  await expect(page.getByText('Level is none now')).toBeVisible()
  // Somebody else's work, seen without a reload.
  const renamed = structuredClone(other.schema) as any
  renamed.properties.payload.properties.tenant = { type: 'string' }
  const posted = await request.post(`${api}/register`, { data: { schema: JSON.stringify(renamed) } })
  expect(posted.ok()).toBe(true)
  await expect(page.getByText('drifted', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: /^Differences/ }).click()
  const change = rowOf(page, 'Fields that differ', 'payload.tenant')
  await expect(change).toContainText('removed')
  await page.getByRole('combobox', { name: 'From' }).selectOption('1')
  await expect(page).toHaveURL(/from=1/)
  await expect(page.getByText('No field differs')).toBeVisible()
})

test('a sealed field is locked wherever the record stands, and opens with the key', async ({ page, letters }) => {
  const job = someone('sealed')
  const token = encrypt(readKey(fernetKey)!, '{"patient": "Ada"}')
  const now = new Date().toISOString()
  const metadata = {
    message_id: `job-${job}-1`,
    message_type: 'job.submitted',
    timestamp: now,
    source_service: 'tda-backend',
  }
  await letters.send(topics[0]!, job, {
    metadata: { ...metadata, correlation_id: job, version: '1.0', encrypted: true },
    payload: { job_id: job, status: 'submitted', sensitive_data: token },
  })
  await page.goto(`/topics/${topics[0]}?tail.q=${job}`)
  const line = page.getByRole('table', { name: 'Live tail, newest first' }).locator('tbody tr[data-k]')
  await expect(line).toHaveCount(1)
  await expect(line.getByTitle('holds a sealed field')).toBeVisible()
  await line.getByRole('button', { name: /^Record / }).click()
  const message = page.getByRole('region', { name: /^Message at / })
  await expect(message).toContainText('locked')
  await expect(page.getByText('gAAAAA')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Opened payload.sensitive_data' })).toContainText('"patient": "Ada"')

  const strange = someone('strange')
  await letters.send(topics[0]!, strange, {
    metadata: { ...metadata, correlation_id: strange, version: '1.0', encrypted: true },
    payload: {
      job_id: strange,
      status: 'submitted',
      sensitive_data: encrypt(strangers, '"x"'),
    },
  })
  await page.goto(`/systems/tda/${strange}`)
  await page.getByRole('region', { name: 'Records', exact: true }).locator('.timeline-line').first().click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByText(/does not open it: it was sealed with another key/)).toBeVisible()
})
