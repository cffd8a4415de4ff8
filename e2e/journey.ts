import { test as base } from 'playwright/test'
import type { Prediction, Transaction } from '#lib/delinquency/messages.ts'
import { delinquency } from '#lib/systems/delinquency.ts'
import { readConfig } from '#server/config.ts'
import { createClient, type KafkaDoor } from '#server/kafka/client.ts'

export { expect } from 'playwright/test'

export const predictions = delinquency.boards![0]!.topic
export const transactions = 'transactions-stream'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const levelOf = (score: number) => (score >= 0.7 ? 'CRITICAL' : score >= 0.5 ? 'HIGH' : score >= 0.3 ? 'MEDIUM' : 'LOW')

export interface Letters {
  /** Writes a record as a service of the team would; text goes out as it is. */
  send: (topic: string, key: string | null, message: unknown) => Promise<void>
  /** Gives a customer a score, with two drivers. */
  score: (customer: string, score: number, more?: Partial<Prediction>) => Promise<void>
  pay: (customer: string, amount: number, more?: Partial<Transaction>) => Promise<void>
}

/** A customer that only this test knows. */
export const someone = (name: string): string => `${name}-${crypto.randomUUID().slice(0, 8)}`

/** Tests of journeys have a second door to the product's Kafka, as the systems themselves would. */
export const test = base.extend<object, { letters: Letters }>({
  page: async ({ page }, use) => {
    const goto = page.goto.bind(page)
    // A page from the server looks ready before its keys and buttons are; a person would see the live figures first.
    page.goto = async (...where) => {
      const answer = await goto(...where)
      await page
        .locator('html[data-ready]')
        .waitFor({ state: 'attached', timeout: 10_000 })
        .catch(() => {})
      return answer
    }
    await use(page)
  },
  letters: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from here.
    async ({}, use) => {
      const { kafka } = readConfig({ KAFKA_BOOTSTRAP_SERVERS: process.env.MILENA_KAFKA })
      const door = createClient(kafka, quiet)
      await use(lettersOf(door))
      await door.close()
    },
    { scope: 'worker' },
  ],
})

function lettersOf({ sink }: KafkaDoor): Letters {
  const send: Letters['send'] = async (topic, key, message) => {
    await sink.send([{ topic, key, value: typeof message === 'string' ? message : JSON.stringify(message) }])
  }
  const naive = () => new Date().toISOString().slice(0, -1)
  return {
    send,
    score: (customer, score, more) =>
      send(predictions, customer, {
        customer_id: customer,
        risk_score: score,
        risk_level: levelOf(score),
        top_features: [{ feature: 'failed_autodebit_count_30d', value: 3 }],
        explanation: {
          explanation_text: `Scored ${score.toFixed(2)} for two reasons.`,
          top_drivers: [
            { feature: 'failed_autodebit_count_30d', value: 3, impact: score / 2, impact_pct: 60 },
            { feature: 'savings_drawdown_30d_pct', value: -4.2, impact: -0.05, impact_pct: 40 },
          ],
        },
        timestamp: naive(),
        event_time: naive(),
        event_type: 'prediction',
        ...more,
      }),
    pay: (customer, amount, more) =>
      send(transactions, customer, {
        customer_id: customer,
        txn_time: naive().slice(0, 19),
        amount,
        txn_type: 'debit',
        category: 'shopping',
        channel: 'pos',
        merchant_id: 'SHOP_0001',
        is_failed: false,
        event_time: naive(),
        event_type: 'transaction',
        ...more,
      }),
  }
}
