import { readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { partsOfId } from '#lib/crypto/pipeline.ts'
import type { Log } from '#server/log.ts'
import type { ConsumerName } from './consumer.ts'
import { isName, versionNumber } from './table.ts'

/** The consumer that a job names: `--crypto X --model Y --version Z` in its text, else its file name. The text is read, never run. Null: it names none. */
export function consumerOfJob(file: string, text: string): ConsumerName | null {
  const option = (name: string) => new RegExp(`--${name}[= ]\\s*["']?([A-Za-z0-9.-]+)`).exec(text)?.[1]
  const [crypto, model, version] = [option('crypto'), option('model'), option('version')]
  const named = crypto && model && version ? { crypto, model, version } : partsOfId(file.replace(/\.sh$/, ''))
  if (!named || !isName(named.crypto) || !isName(named.model) || Number.isNaN(versionNumber(named.version))) return null
  return { ...named, version: `v${versionNumber(named.version)}` }
}

/** Looks for `<JOBS_DIR>/*.sh` each second and starts what they name; a job that was taken is gone, one that names nothing is put aside. */
export function watchJobs(options: { dir: string; start: (name: ConsumerName) => Promise<void>; log: Log }): {
  stop: () => Promise<void>
} {
  const { dir, start, log } = options
  const stopping = new AbortController()
  const take = async (file: string) => {
    const path = join(dir, file)
    const name = consumerOfJob(file, (await readFile(path, 'utf8')).slice(0, 10_000))
    if (name) {
      await unlink(path)
      await start(name)
    } else {
      log.warn({ path }, 'a job names no consumer: put aside')
      await rename(path, `${path}.refused`)
    }
  }
  const watch = async () => {
    while (!stopping.signal.aborted) {
      const files = await readdir(dir).catch(() => [] as string[])
      for (const file of files.filter((one) => one.endsWith('.sh')))
        await take(file).catch((error) => log.warn({ file, cause: String(error) }, 'a job cannot be taken'))
      await pause(1000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const watching = watch()
  return {
    async stop() {
      stopping.abort()
      await watching
    },
  }
}
