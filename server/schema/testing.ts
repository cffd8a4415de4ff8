import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '#server/start/steps.ts'
import { until } from '#server/testing/until.ts'
import { fetchRegistry } from './embedded/fetch-registry.ts'
import { type EmbeddedRegistry, startRegistry } from './embedded/registry.ts'

/** An Apicurio of one's own in a temporary folder, on a free port, that takes questions. */
export async function startTestRegistry(): Promise<EmbeddedRegistry> {
  const dir = await mkdtemp(join(tmpdir(), 'milena-registry-'))
  const lib = join(root, '.milena/registry')
  await fetchRegistry({ dir: lib, say: () => {} })
  const registry = await startRegistry({ lib, dir, port: 0, say: () => {} })
  const stop = async () => {
    await registry.stop()
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await until('the registry is up', async () => (await fetch(`${registry.url}/subjects`)).ok, 90_000)
  } catch (error) {
    await stop()
    throw error
  }
  return { ...registry, stop, [Symbol.asyncDispose]: stop }
}

export interface Scripted extends AsyncDisposable {
  url: string
  asked: { method: string; path: string; headers: IncomingMessage['headers']; body: any }[]
}

/** A server that answers as it is told: for what a real registry does only in the hands of others, as refusing rights. */
export async function scripted(
  answer: (method: string, path: string) => { status: number; body: unknown },
): Promise<Scripted> {
  const asked: Scripted['asked'] = []
  const server = createServer(async (req, res) => {
    const text = (await req.toArray()).join('')
    const { method = '', url = '' } = req
    asked.push({ method, path: url, headers: req.headers, body: text ? JSON.parse(text) : undefined })
    const { status, body } = answer(method, url)
    res.writeHead(status, { 'content-type': 'application/json' })
    res.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
