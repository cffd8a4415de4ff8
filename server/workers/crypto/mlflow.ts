import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#server/log.ts'
import { createTrackingServer } from '../finrobot/source/registry.ts'
import type { ModelAbout } from './models.ts'
import type { Elsewhere } from './shelf.ts'

/** What is not there is not asked for again so soon. */
const REST_MS = 30_000

/** ONNX models registered in MLflow, by name and version; their files are kept in `dir`. A server that is away or has no such model means "not found". */
export function createMlflow(options: { uri: string; dir: string; log: Log }): Elsewhere {
  const server = createTrackingServer(options.uri)
  const missing = new Map<string, number>()

  return {
    async fetch(name, number): Promise<ModelAbout | undefined> {
      const key = `${name}/${number}`
      if ((missing.get(key) ?? 0) > Date.now()) return undefined
      try {
        const found = await server.byVersion(name, String(number))
        const folder = await server.download(
          found.artifacts,
          join(options.dir, encodeURIComponent(name), String(number)),
        )
        const file = (await readdir(folder)).find((one) => one.endsWith('.onnx'))
        if (!file) throw new Error('it is not in ONNX')
        return { model: name, version: number, file, folder, width: 0 }
      } catch (error) {
        if (missing.size > 1000) missing.clear()
        missing.set(key, Date.now() + REST_MS)
        options.log.warn(
          { name, version: number, cause: error instanceof Error ? error.message : String(error) },
          'no such model in MLflow',
        )
        return undefined
      }
    },
  }
}
