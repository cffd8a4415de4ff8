import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, Remedy, step } from '#server/start/steps.ts'
import { until } from '#server/testing/until.ts'

const places = [
  '/usr/lib/postgresql/*/bin/initdb',
  '/opt/homebrew/opt/postgresql*/bin/initdb',
  '/usr/local/opt/postgresql*/bin/initdb',
  '/usr/bin/initdb',
]
const find = () =>
  places
    .flatMap((place) => globSync(place))
    .sort()
    .at(-1)

/** The folder of PostgreSQL's own programs; installs Debian's package as root; else says how to get it. */
async function findPostgres(): Promise<string> {
  const found = find()
  if (found) return dirname(found)
  const remedy = new Remedy(
    'No PostgreSQL server found for its test: install it (Debian: apt install postgresql; macOS: brew install postgresql).',
  )
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw remedy
  return step('PostgreSQL: installing Debian’s package', async () => {
    const run = (...args: string[]) =>
      spawnSync('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args], { stdio: 'ignore' }).status
    run('update', '-qq')
    const installed = run('install', '-y', '-qq', 'postgresql') === 0 && find()
    if (!installed) throw remedy
    return dirname(installed)
  })
}

/** A real PostgreSQL of one's own on a free port, with a password; gone with its files when disposed. */
export async function startPostgres(): Promise<AsyncDisposable & { url: string }> {
  const bin = await findPostgres()
  const dir = mkdtempSync(join(tmpdir(), 'milena-postgres-'))
  // It refuses to run as root: then as the system's "nobody".
  const root = process.getuid?.() === 0
  const who = root ? { uid: 65534, gid: 65534 } : {}
  if (root) chownSync(dir, 65534, 65534)
  const data = join(dir, 'data')
  const made = spawnSync(
    'sh',
    [
      '-c',
      `echo secret > pw && exec "${bin}/initdb" -D "${data}" -U milena -A scram-sha-256 --pwfile=pw --no-sync -E UTF8`,
    ],
    { ...who, cwd: dir, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const options = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    dir,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
    '-c',
    'shared_buffers=16MB',
  ]
  const server = spawn(join(bin, 'postgres'), options, { ...who, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  let ended = false
  const over = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  void over.then(() => {
    ended = true
  })
  server.stderr.on('data', (text: Buffer) => {
    said += text
  })
  await until('PostgreSQL is ready', () => {
    if (ended) throw new Error(`postgres: ${said}`)
    return said.includes('ready to accept connections')
  })
  return {
    url: `postgresql+psycopg2://milena:secret@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      server.kill('SIGINT')
      await over
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
