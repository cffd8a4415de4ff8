import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** Something a person can mend: printed as it is, without a stack. */
export class Remedy extends Error {
  override name = 'Remedy'
  readonly exitCode: number
  constructor(sentence: string, exitCode = 1) {
    super(sentence)
    this.exitCode = exitCode
  }
}

/** Says what is being done and how long it took; a step whose inputs have not changed says nothing. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  console.log(`${title}…`)
  const result = await work()
  console.log(`${title}: ready (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  return result
}

/** Content hash of files and folders, for "has this changed since". */
export function fingerprint(patterns: string[]): string {
  const hash = createHash('sha256')
  for (const file of patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    const path = join(root, file)
    if (statSync(path).isFile()) hash.update(file).update(readFileSync(path))
  }
  return hash.digest('hex')
}

export const unchanged = (stamp: string, now: string): boolean =>
  existsSync(stamp) && readFileSync(stamp, 'utf8') === now

export function mark(stamp: string, now: string): void {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, now)
}

/** Whether a listener can be opened on the port of the loopback address. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** The system may offer a port again that was given out and is not listened at yet. */
const given = new Set<number>()

/** A port of the loopback address where nobody listens; never the same one twice from this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer()
    probe.listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    probe.close()
    await once(probe, 'close')
    if (given.has(port)) continue
    given.add(port)
    return port
  }
}
