import { questionIn } from '#lib/rtfm/trigger.ts'
import type { Archive, Said } from './archive.ts'
import type { Breaker } from './breaker.ts'
import { vectorOf } from './vectors.ts'

const collection = 'milena-discord-messages'

/** ChromaDB said no to what it was sent; it will again. */
export class ChromaRefused extends Error {
  override name = 'ChromaRefused'
}

/**
 * Messages in a ChromaDB server (HTTP API v2), with vectors computed here, so that the server needs no model. `base` is its address, for example
 * http://127.0.0.1:8000. Calls go through the breaker and reject with its errors or `ChromaRefused`.
 */
export function openChroma({ base, breaker }: { base: string; breaker: Breaker }): Archive {
  const root = `${base.replace(/\/+$/, '')}/api/v2/tenants/default_tenant/databases/default_database/collections`
  let id: Promise<string> | undefined

  const post = <T>(path: string, body: unknown): Promise<T> =>
    breaker.run(async (signal) => {
      const response = await fetch(`${root}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      })
      if (response.ok) return (await response.json().catch(() => null)) as T
      // A collection that was deleted under us is made again by the next call.
      if (response.status === 404) id = undefined
      const said = `ChromaDB answered ${response.status}: ${(await response.text()).slice(0, 200)}`
      throw response.status === 400 || response.status === 422 ? new ChromaRefused(said) : new Error(said)
    })
  const own = async (): Promise<string> => {
    id ??= post<{ id: string }>('', {
      name: collection,
      get_or_create: true,
      configuration: { hnsw: { space: 'cosine' } },
    }).then((made) => made.id)
    id.catch(() => {
      id = undefined
    })
    return `/${await id}`
  }
  const meta = (said: Said) => {
    const { message_id: _, content: __, ...rest } = said
    return { ...rest, asks: questionIn(said.content) !== undefined }
  }
  const count = async (): Promise<number> => {
    const path = await own()
    return breaker.run(async (signal) => {
      const response = await fetch(`${root}${path}/count`, { signal })
      if (!response.ok) throw new Error(`ChromaDB answered ${response.status}`)
      return Number(await response.text())
    })
  }

  return {
    name: 'ChromaDB',
    async add(said) {
      const latest = [...new Map(said.map((one) => [one.message_id, one])).values()]
      if (!latest.length) return
      await post(`${await own()}/upsert`, {
        ids: latest.map((one) => one.message_id),
        embeddings: latest.map((one) => vectorOf(`${one.content} ${one.channel}`)),
        documents: latest.map((one) => one.content),
        metadatas: latest.map(meta),
      })
    },
    async near(question, most) {
      const found = await post<{
        ids: string[][]
        documents: (string | null)[][]
        metadatas: (Omit<Said, 'message_id' | 'content'> | null)[][]
      }>(`${await own()}/query`, {
        query_embeddings: [vectorOf(question)],
        n_results: most,
        where: { asks: false },
        include: ['documents', 'metadatas'],
      })
      return (found.ids[0] ?? []).flatMap((message_id, i) => {
        const more = found.metadatas[0]?.[i]
        const content = found.documents[0]?.[i]
        return more && content != null ? [{ ...more, message_id, content }] : []
      })
    },
    // The server does not tell how common a word is; longer words tell more than short ones.
    weights: (terms) => new Map(terms.map((term) => [term, Math.sqrt(term.length)])),
    // It holds no places: with nothing in it, reading begins anew; otherwise where the group stands.
    next: async () => ((await count()) === 0 ? '0' : undefined),
    count,
    close: () => {},
  }
}
