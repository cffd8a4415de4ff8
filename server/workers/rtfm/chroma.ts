import { questionIn } from '#lib/rtfm/trigger.ts'
import type { Archive, Said } from './archive.ts'
import type { Breaker } from './breaker.ts'
import { vectorOf } from './vectors.ts'

const collection = 'milena-discord-messages'

/** ChromaDB said no to what it was sent; it will again. */
export class ChromaRefused extends Error {
  override name = 'ChromaRefused'
}

/** The collection is not there (any more). */
class ChromaGone extends Error {
  override name = 'ChromaGone'
}
/** What says nothing of the server's health. */
export const chromaPasses = ({ name }: Error): boolean => name === 'ChromaRefused' || name === 'ChromaGone'

/**
 * Messages in a ChromaDB server (HTTP API v2), with vectors computed here, so that the server needs no model. `base` is its address, for example
 * http://127.0.0.1:8000. Calls go through the breaker and reject with its errors or `ChromaRefused`. `onLost`: the collection was deleted under us and is
 * made anew, empty; from then on `next` says that every partition begins anew.
 */
export function openChroma({ base, breaker, onLost }: { base: string; breaker: Breaker; onLost: () => void }): Archive {
  const root = `${base.replace(/\/+$/, '')}/api/v2/tenants/default_tenant/databases/default_database/collections`
  let id: Promise<string> | undefined
  /** It was there, and has to be made anew; it was made anew. */
  let gone = false
  let lost = false

  const call = <T>(path: string, body?: unknown): Promise<T> =>
    breaker.run(async (signal) => {
      const headers = { 'content-type': 'application/json' }
      const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch(`${root}${path}`, { ...init, signal })
      if (response.ok) return (await response.json().catch(() => null)) as T
      const said = `ChromaDB answered ${response.status}: ${(await response.text()).slice(0, 200)}`
      if (response.status === 404) throw new ChromaGone(said)
      throw response.status === 400 || response.status === 422 ? new ChromaRefused(said) : new Error(said)
    })
  const made = (): Promise<string> => {
    id ??= call<{ id: string }>('', {
      name: collection,
      get_or_create: true,
      configuration: { hnsw: { space: 'cosine' } },
    }).then((one) => {
      if (gone) {
        gone = false
        lost = true
        onLost()
      }
      return one.id
    })
    id.catch(() => {
      id = undefined
    })
    return id
  }
  /** A call on the collection; once more when it had to be made anew. */
  async function own<T>(route: string, body?: unknown): Promise<T> {
    const before = await made()
    try {
      return await call<T>(`/${before}${route}`, body)
    } catch (error) {
      // The breaker gives errors of its own, with the name of the cause.
      if ((error as Error).name !== 'ChromaGone') throw error
      if (!id || (await id) === before) {
        id = undefined
        gone = true
      }
      return call<T>(`/${await made()}${route}`, body)
    }
  }
  const meta = (said: Said) => {
    const { message_id: _, content: __, ...rest } = said
    return { ...rest, asks: questionIn(said.content) !== undefined }
  }
  const count = async (): Promise<number> => Number(await own('/count'))

  return {
    name: 'ChromaDB',
    async add(said) {
      const latest = [...new Map(said.map((one) => [one.message_id, one])).values()]
      if (!latest.length) return
      await own('/upsert', {
        ids: latest.map((one) => one.message_id),
        embeddings: latest.map((one) => vectorOf(`${one.content} ${one.channel}`)),
        documents: latest.map((one) => one.content),
        metadatas: latest.map(meta),
      })
    },
    async near(question, most) {
      const found = await own<{
        ids: string[][]
        documents: (string | null)[][]
        metadatas: (Omit<Said, 'message_id' | 'content'> | null)[][]
      }>('/query', {
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
    next: async () => (lost || (await count()) === 0 ? '0' : undefined),
    count,
    close: () => {},
  }
}
