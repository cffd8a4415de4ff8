import { readConfig } from '#server/config.ts'
import { createLog } from '#server/log.ts'
import { asProgram, type Running, runWorker } from './lifecycle.ts'

/** `npm run worker <id>`: the reference worker of a system, as a process of its own. Loaded only when asked for. */
const workers: Record<
  string,
  () => Promise<{
    start: (deps: { config: ReturnType<typeof readConfig>; log: ReturnType<typeof createLog> }) => Promise<Running>
  }>
> = {
  crypto: () => import('./crypto/main.ts'),
  delinquency: () => import('./delinquency/main.ts'),
  rtfm: () => import('./rtfm/main.ts'),
  tda: () => import('./tda/main.ts'),
  finrobot: () => import('./finrobot/main.ts'),
}

const id = process.argv[2] ?? ''
const load = Object.hasOwn(workers, id) ? workers[id] : undefined
if (!load) {
  console.error(
    `${id ? `There is no worker "${id}".` : 'Which worker?'} There are: ${Object.keys(workers).join(', ')}. For example: npm run worker ${Object.keys(workers)[0]}`,
  )
  process.exit(2)
}
await asProgram(async () => {
  const config = readConfig()
  const log = createLog(`${id} worker`, config.log)
  const { start } = await load()
  await runWorker(() => start({ config, log }), log)
})
