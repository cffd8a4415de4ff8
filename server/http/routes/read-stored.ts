import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseJson } from '#lib/feed/parse.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'

/** A stored result of 20,000 pairs is about 2 MB. */
const maxBytes = 16 * 1024 * 1024

/** Results too big for a message lie in files; only those below the console's own data folder are read, and only JSON. */
export const readStored = route({
  id: 'readStored',
  method: 'GET',
  path: '/api/systems/{system}/file',
  tag: 'Systems',
  summary: 'A result that was stored beside the console, by the path its message gives',
  description: 'Only files below the data folder of that system (`MILENA_DATA/<system>`), JSON, at most 16 MiB.',
  params: z.object({ system: z.string().regex(/^[a-z0-9-]{1,60}$/) }),
  query: z.strictObject({ path: z.string().min(1).max(1000) }),
  response: z.object({ path: z.string(), size: z.number(), content: z.unknown() }),
  problems: [404, 413, 415],
  handle: async ({ params, query }, { systems, config }) => {
    if (!systems.some(({ id }) => id === params.system)) return refuse(404, 'There is no such system.')
    const { data } = config
    const found = data === undefined ? null : await inside(resolve(data), params.system, query.path)
    if (!found) return refuse(404, 'The console has no such file: it may lie on another machine.')
    const { size } = await stat(found)
    if (size > maxBytes) return refuse(413, `The file has ${Math.round(size / 1e6)} MB; at most 16 MiB are shown.`)
    const read = parseJson(await readFile(found), maxBytes)
    if (!read.ok) return refuse(415, 'The file is not JSON.')
    return { json: { path: query.path, size, content: read.value } }
  },
})

/** The file a message means, if it really lies below the system's folder: links and dots are followed before that is judged. */
async function inside(data: string, system: string, path: string): Promise<string | null> {
  if (path.includes('\0')) return null
  try {
    const plain = path.startsWith('file://') ? fileURLToPath(path) : path
    const root = await realpath(join(data, system))
    // Services name it from the root, from the data folder, or from their own folder in it.
    for (const from of isAbsolute(plain) ? ['/'] : [data, root]) {
      const file = await realpath(join(from, plain)).catch(() => null)
      if (file?.startsWith(root + sep) && (await stat(file)).isFile()) return file
    }
    return null
  } catch {
    return null
  }
}
