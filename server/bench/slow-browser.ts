import WebSocket from 'ws'
import { startConsole } from '#server/testing/processes.ts'
import type { Sink } from '../ports.ts'
import { watch } from './bench-client.ts'
import { readMetrics } from './metrics.ts'
import { boardSpec, createProbes } from './probes.ts'
import { quantile, type Result } from './stats.ts'

/** A browser that watches the board and then reads no more; its connection stays. */
async function stopReading(url: string): Promise<{ close: () => void }> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  await new Promise<void>((resolve, reject) => {
    ws.on('error', reject)
    ws.on('message', (data) => {
      const text = data.toString()
      if (text.startsWith('0{')) ws.send('40')
      else if (text.startsWith('40')) ws.send(`420${JSON.stringify(['watch', boardSpec, null])}`)
      else if (text.startsWith('430')) resolve()
    })
  })
  ws.pause()
  return { close: () => ws.terminate() }
}

/** What others notice of one browser that reads nothing for a minute, at 1,000 records/s; the minutes without it lie before and after. */
export async function slowBrowser(bootstrap: string, sink: Sink, seconds = 60): Promise<Result[]> {
  await using console_ = await startConsole(bootstrap)
  const probes = createProbes(sink, 1000)
  const watchers = [await watch(console_.url, boardSpec, probes.onFrame)]
  for (let i = 0; i < 9; i++) watchers.push(await watch(console_.url, boardSpec, () => {}))
  await probes.run(5)
  let held = 0
  const look = setInterval(async () => {
    held = Math.max(held, (await readMetrics(console_.url))('milena_unacknowledged_bytes_most'))
  }, 1000)
  const before = await probes.run(seconds / 2)
  const slow = await stopReading(console_.url)
  held = 0
  const during = await probes.run(seconds)
  const most = held
  slow.close()
  const after = await probes.run(seconds / 2)
  clearInterval(look)
  for (const watcher of watchers) watcher.close()
  const [without, with_] = [quantile([...before.took, ...after.took], 0.99), quantile(during.took, 0.99)]
  return [
    {
      what: `one browser reads nothing for ${seconds} s: the others' p99, with and without it`,
      ours: with_,
      rival: without,
      unit: 'ms',
      ratio: with_ / without,
      must: '≤ 1.2 × + 5 ms',
      met: with_ <= without * 1.2 + 5,
    },
    {
      what: 'most that was sent to any one browser and not acknowledged',
      ours: most / 2 ** 20,
      unit: 'MiB',
      must: '≤ 1 MiB',
      met: most > 0 && most <= 2 ** 20,
    },
  ]
}
