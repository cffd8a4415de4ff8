import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { NewConsumer } from '#lib/crypto/pipeline.ts'

/** One sentence why the model service has nothing for this consumer; null when it has, or cannot be asked. */
export type ModelCheck = (consumer: NewConsumer) => Promise<string | null>

const patienceMs = 3000
const Listed = z.array(z.looseObject({ model_name: z.string(), version: z.union([z.string(), z.number()]) }))
const Available = z.looseObject({ available: z.boolean() })

/** Asks the service that `FASTAPI_URL` names, or the project's own, which leaves its address in `home`. */
export function createModelCheck({ address, home }: { address: string | undefined; home: string }): ModelCheck {
  async function predictUrl(): Promise<string> {
    if (address) return address
    return z.object({ url: z.string() }).parse(JSON.parse(await readFile(join(home, 'service.json'), 'utf8'))).url
  }
  async function ask(url: string, route: string, body?: object): Promise<unknown> {
    const response = await fetch(url.replace(/\/predict\/?(\?.*)?$/, route), {
      signal: AbortSignal.timeout(patienceMs),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(String(response.status))
    return response.json()
  }

  return async ({ crypto, model, version }) => {
    try {
      const url = await predictUrl()
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
