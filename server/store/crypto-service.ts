import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '#server/config.ts'

/** Where the service of this data folder says its address. */
const noteOf = (config: Pick<Config, 'data'>) => join(resolve(config.data, 'crypto'), 'service.json')

export async function noteService(config: Pick<Config, 'data'>, url: string): Promise<void> {
  const note = noteOf(config)
  await mkdir(dirname(note), { recursive: true })
  await writeFile(`${note}.${process.pid}`, JSON.stringify({ url }))
  await rename(`${note}.${process.pid}`, note)
}

/** FASTAPI_URL, or where the project's own service said it is: the full predict address. */
export async function serviceUrl(config: Pick<Config, 'data' | 'settings'>): Promise<string | undefined> {
  if (config.settings.FASTAPI_URL) return config.settings.FASTAPI_URL
  try {
    const { url } = JSON.parse(await readFile(noteOf(config), 'utf8')) as { url?: unknown }
    return typeof url === 'string' ? url : undefined
  } catch {
    return undefined
  }
}

/** Another route of the service whose predict address this is. */
export const besidePredict = (predictUrl: string, route: string): string =>
  predictUrl.replace(/\/predict\/?(\?.*)?$/, route)
