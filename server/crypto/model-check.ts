import { z } from 'zod'
import type { NewConsumer } from '#lib/crypto/pipeline.ts'
import type { Config } from '#server/config.ts'
import { besidePredict, serviceUrl } from '#server/store/crypto-service.ts'

/** One sentence why the model service has nothing for this consumer; null when it has, or cannot be asked. */
export type ModelCheck = (consumer: NewConsumer) => Promise<string | null>

const patienceMs = 3000
const Listed = z.array(z.looseObject({ model_name: z.string(), version: z.union([z.string(), z.number()]) }))
const Available = z.looseObject({ available: z.boolean() })

/** Asks the service that `FASTAPI_URL` names, or the project's own. */
export function createModelCheck(config: Pick<Config, 'data' | 'settings'>): ModelCheck {
  async function ask(url: string, route: string, body?: object): Promise<unknown> {
    const response = await fetch(besidePredict(url, route), {
      signal: AbortSignal.timeout(patienceMs),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(String(response.status))
    return response.json()
  }

  return async ({ crypto, model, version }) => {
    const url = await serviceUrl(config)
    if (!url) return null
    try {
      const listed = Listed.parse(await ask(url, '/models'))
      const number = String(version).replace(/^v/, '')
      const names = [model, `${crypto}_${model}`].map((name) => name.toLowerCase())
      const has = (one: (typeof listed)[number]) =>
        names.includes(one.model_name.toLowerCase()) && String(one.version).replace(/^v/, '') === number
      if (listed.some(has)) return null
      // What a registry behind the service has is listed only once it was asked for.
      const there = await ask(url, '/is_model_available', { model_name: model, version: `v${number}` })
      if (Available.parse(there).available) return null
      const all = listed.map((one) => `${one.model_name} v${String(one.version).replace(/^v/, '')}`)
      return `The model service has no ${model} v${number}. ${all.length ? `It has ${all.join(', ')}.` : 'It lists no model.'}`
    } catch {
      // It may start later, or be an older one without these routes: the consumer's own row says what it waits for.
      return null
    }
  }
}
