import { topics } from '#server/workers/rtfm/topics.ts'
import { expect, test } from './journey.ts'

const bot = topics()
const number = () => `9${Date.now()}${Math.floor(Math.random() * 1e5)}`
const message = (content: string, channel: string, message_id = number()) => ({
  ...{ message_id, content, username: 'zoe', user_id: '42', channel_id: '7', timestamp: new Date().toISOString() },
  metadata: { channel_name: channel },
})
const query = (question: string, original_message_id: string, query_id: string = crypto.randomUUID()) => ({
  ...{ query_id, original_message_id, question, username: 'zoe', user_id: '42', channel_id: '7' },
  ...{ timestamp: new Date().toISOString().slice(0, -1), context: {} },
})

test('a question asked in a channel is answered from the one message that says it, and leads to its record', async ({
  page,
  letters,
}) => {
  const word = `zebra${Date.now() % 100_000}`
  const [told, asked] = [
    message(`The locker code of ${word} is 4711`, 'lockers'),
    message(`rtfm what is the locker code of ${word}?`, 'lockers'),
  ]
  await page.goto('/systems/rtfm?channel=lockers')
  await letters.send(bot.messages, told.message_id, told)
  const chat = page.getByRole('region', { name: 'Messages in lockers' })
  await expect(chat).toContainText(`The locker code of ${word} is 4711`)

  await letters.send(bot.messages, asked.message_id, asked)
  const ask = query(`what is the locker code of ${word}?`, asked.message_id)
  const began = Date.now()
  await letters.send(bot.queries, ask.query_id, ask)
  const row = page.locator(`.ask[data-k="${ask.query_id}"]`)
  await expect(row).toContainText('answered')
  console.log(`question answered on screen after ${Date.now() - began} ms`)
  await expect(row).toContainText('is 4711')
  await expect(chat.locator('.chat-reply').last()).toContainText('is 4711')

  await row.getByRole('button').first().click()
  await expect(page).toHaveURL(new RegExp(`question=${ask.query_id}`))
  const source = page.getByRole('list', { name: 'Messages the answer rests on' }).getByRole('listitem').first()
  await expect(source).toContainText(`The locker code of ${word} is 4711`)
  await expect(row).toContainText('quoted, no language model')
  await source.getByRole('link', { name: 'its record' }).click()
  await expect(page).toHaveURL(/\/topics\/.*tab=read/)
  await expect(page.getByText(told.message_id).first()).toBeVisible()

  await page.goto(`/systems/rtfm/${ask.query_id}`)
  await expect(source).toContainText(`The locker code of ${word} is 4711`)
  await expect(page.getByText(/^answered after /)).toBeVisible()
})

test('what nobody said is not made up, and a question without its asker is given up with its cause', async ({
  page,
  letters,
}) => {
  const nonsense = query('who painted the ceiling of the observatory basilica?', '1')
  const { username: _, ...spoiled } = query('when is lunch?', '1')
  await page.goto('/systems/rtfm')
  await letters.send(bot.queries, nonsense.query_id, nonsense)
  await letters.send(bot.queries, spoiled.query_id, spoiled)
  await expect(page.locator(`.ask[data-k="${nonsense.query_id}"]`)).toContainText('nothing found')
  await expect(page.locator(`.ask[data-k="${spoiled.query_id}"]`)).toContainText('the field username is missing')
  await expect(page.getByRole('region', { name: 'Given up' })).toContainText('the field username is missing')
  // The filter keeps its place in the address.
  await page
    .getByRole('group', { name: 'Level' })
    .getByRole('button', { name: /^given up/ })
    .click()
  await expect(page).toHaveURL(/state=given/)
  await expect(page.locator(`.ask[data-k="${nonsense.query_id}"]`)).toHaveCount(0)
  await page.reload()
  await expect(page.locator(`.ask[data-k="${spoiled.query_id}"]`)).toBeVisible()
})

test('the form asks in nobody’s channel, warns of a real one, and follows to the answer', async ({ page }) => {
  await page.goto('/systems/rtfm')
  await page.keyboard.press('p')
  const sheet = page.getByRole('dialog', { name: 'Ask the bot' })
  // Before there is a question.
  await expect(sheet.getByText(/the bot posts the answer there/)).toBeHidden()
  await sheet.getByLabel('Channel').fill('111222333444555666')
  await expect(sheet.getByText(/the bot posts the answer there/)).toBeVisible()
  await sheet.getByRole('button', { name: 'When is the weekly standup?' }).click()
  await sheet.getByLabel('Channel').fill('general')
  await sheet.getByRole('button', { name: 'Ask', exact: false }).last().click()
  await expect(sheet.getByText('must be the digits of a channel id')).toBeVisible()
  await sheet.getByLabel('Channel').fill('1')
  const began = Date.now()
  await sheet.getByRole('button', { name: 'Ask', exact: false }).last().click()
  const followed = page.getByRole('dialog', { name: 'Your request' })
  await expect(followed.getByText(/^answered · /)).toBeVisible()
  console.log(`form answered after ${Date.now() - began} ms: ${await followed.getByText(/^answered · /).textContent()}`)
  await expect(followed).toContainText('weekly standup is every')
})

test('channels count what came since they were read', async ({ page, letters }) => {
  const channel = `quiet-${Date.now() % 10_000}`
  const first = message('hello?', channel)
  await page.goto('/systems/rtfm?channel=general')
  await letters.send(bot.messages, first.message_id, first)
  const button = page
    .getByRole('navigation', { name: 'Channels' })
    .getByRole('button', { name: new RegExp(`#${channel}`) })
  await expect(button).toBeVisible()
  for (const text of ['anybody?', 'nobody.']) {
    const one = message(text, channel)
    await letters.send(bot.messages, one.message_id, one)
  }
  await expect(button).toContainText('unread: 2')
  await button.click()
  await expect(page).toHaveURL(new RegExp(`channel=${channel}`))
  await expect(page.getByRole('region', { name: `Messages in ${channel}` })).toContainText('nobody.')
  await expect(button).not.toContainText('unread')
})
