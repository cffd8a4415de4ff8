import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What the broker writes once clients may come. */
const STARTED = 'Kafka Server started'

/** A word on the command line by which a broker of this folder is known again. */
export const markOf = (dir: string): string => `-Dmilena.broker=${dir}`

const flags = [
  '-XX:+UseSerialGC',
  // C1 only: a broker of a laptop is bound by its start, not by its peak.
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Xss512k',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
]

export interface JavaOptions {
  lib: string
  dir: string
  heapMb: number
}

/** Writes the data folder's identity; Kafka refuses a folder without. An id may begin with a dash, hence the equals sign. */
export async function format({ lib, dir }: JavaOptions, clusterId: string): Promise<void> {
  await promisify(execFile)('java', [
    ...[...flags, '-Xmx128m', '-cp', join(lib, 'lib/*'), 'kafka.tools.StorageTool', 'format'],
    ...['--ignore-formatted', `--cluster-id=${clusterId}`, '--config', join(dir, 'server.properties')],
  ])
}

/** A broker process in a session of its own, writing to `<dir>/broker.log`. Resolves when it takes clients; rejects when it ended before that. */
export async function launch(options: JavaOptions, spawned: (child: ChildProcess) => void): Promise<ChildProcess> {
  const { lib, dir, heapMb } = options
  const file = join(dir, 'broker.log')
  const size = await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
  // The file is begun anew once it is large: the broker itself writes little.
  const fresh = size > 16 * 1024 * 1024
  const log = openSync(file, fresh ? 'w' : 'a')
  const from = fresh ? 0 : size
  const args = [`-Xms${Math.min(128, heapMb)}m`, `-Xmx${heapMb}m`, markOf(dir), '-cp', join(lib, 'lib/*')]
  const child = spawn('java', [...flags, ...args, 'kafka.Kafka', join(dir, 'server.properties')], {
    cwd: dir,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let failed: Error | undefined
  child.once('error', (error) => {
    failed = error
  })
  spawned(child)
  for (;;) {
    const text = await textFrom(file, from)
    if (text.includes(STARTED)) return child
    if (failed) throw failed
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(lastWords(text))
    await pause(50)
  }
}

async function textFrom(file: string, from: number): Promise<string> {
  await using handle = await open(file)
  const { size } = await handle.stat()
  const { buffer } = await handle.read(Buffer.alloc(Math.max(0, size - from)), 0, Math.max(0, size - from), from)
  return buffer.toString()
}

function lastWords(text: string): string {
  const line = text.split('\n').find((line) => /ERROR|Exception|Error:/.test(line))
  return line?.replace(/^.*?(ERROR|Exception in)/, '$1') ?? 'it ended without a word'
}
