import { join, resolve } from 'node:path'
import type { Config } from '#server/config.ts'
import { fetchRegistry } from '#server/schema/embedded/fetch-registry.ts'
import { startRegistry } from '#server/schema/embedded/registry.ts'
import { isFree, root } from './steps.ts'

/** Opens the embedded schema registry's port at once; the registry itself is fetched and started `after` the console is ready, so that nobody waits for it. */
export async function openRegistry(options: { config: Config; say: (line: string) => void; after: Promise<void> }) {
  const { config, say, after } = options
  const dir = join(root, '.milena/registry')
  const { port } = config.registry
  const open = (at: number) =>
    startRegistry({
      lib: dir,
      dir: resolve(config.data, 'registry'),
      port: at,
      fetch: async () => {
        await after
        await fetchRegistry({ dir, say })
      },
      say,
    })
  // Taken, perhaps just now: another one is good enough, the console is told which.
  const registry = await ((await isFree(port)) ? open(port).catch(() => open(0)) : open(0))
  return { address: registry.url, stop: registry.stop }
}
