// Runs on whatever Node is there (20 or later), before anything is installed: checks what the machine must have, installs the
// pinned dependencies (Node 24 among them) and hands over to it. Plain JavaScript, no imports but Node's own.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
process.chdir(root)

const fail = (sentence) => {
  console.error(`\n${sentence}`)
  process.exit(1)
}

const [major] = process.versions.node.split('.').map(Number)
if (major < 20)
  fail(`Node ${process.versions.node} is too old: install Node 20 or later (https://nodejs.org), then try again.`)

const testing = process.argv.includes('--test')
// Broker and registry run the `java` in PATH.
const jdk = process.env.JAVA_HOME ? [join(process.env.JAVA_HOME, 'bin')] : []
const external = Boolean(process.env.KAFKA_BOOTSTRAP_SERVERS) && !testing

/** Output of `command --version`, or undefined when it is not there. */
const version = (command, ...args) => {
  const ran = spawnSync(command, args, { encoding: 'utf8' })
  return ran.status === 0 ? `${ran.stdout}${ran.stderr}` : undefined
}

if (!external) {
  const java = jdk[0] ? join(jdk[0], 'java') : 'java'
  const javaVersion = version(java, '-version')
  const javaMajor = Number(javaVersion?.match(/version "(\d+)/)?.[1] ?? 0)
  if (!javaVersion)
    fail(
      'No Java found: the embedded Kafka needs a JDK 17 or later. Install one (Debian: apt install openjdk-17-jdk-headless; macOS: brew install openjdk@17) or set JAVA_HOME, or point KAFKA_BOOTSTRAP_SERVERS at a cluster of yours.',
    )
  if (javaMajor < 17)
    fail(
      `Java ${javaMajor} is too old: the embedded Kafka needs a JDK 17 or later. Install one, or set JAVA_HOME to it.`,
    )
  if (!existsSync('.milena/kafka/lib') && !version('mvn', '--version'))
    fail(
      'No Maven found: it fetches the embedded Kafka once. Install it (Debian: apt install maven; macOS: brew install maven), or point KAFKA_BOOTSTRAP_SERVERS at a cluster of yours.',
    )
  if (!version('python3', '--version'))
    fail(
      'No Python 3 found: the reference workers use it. Install it (Debian: apt install python3 python3-venv; macOS: brew install python), or point KAFKA_BOOTSTRAP_SERVERS at a cluster of yours.',
    )
}

const stamp = 'node_modules/.milena-stamp'
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
const bin = 'node_modules/node/bin/node'
if (!existsSync(bin) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  const began = Date.now()
  console.log('Dependencies: installing what package-lock.json pins (about a minute the first time)…')
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const ran = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (ran.status !== 0)
    fail(
      'npm could not install the dependencies (its words are above). Check the network and the registry (npm config get registry), then try again.',
    )
  if (!existsSync(bin))
    fail(
      'npm did not set up the Node 24 of node_modules: allow the install script of the package "node" (npm config get ignore-scripts must be false), then try again.',
    )
  writeFileSync(stamp, wanted)
  console.log(`Dependencies: ready (${((Date.now() - began) / 1000).toFixed(0)} s)`)
}

const script = testing ? 'server/start/test.ts' : 'server/start/main.ts'
const child = spawn(join(root, bin), ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PATH: [join(root, 'node_modules/.bin'), ...jdk, process.env.PATH].join(':') },
})
// Ctrl-C reaches the whole terminal group, `kill -INT` only this process; the other one takes the first and finishes its clean-up.
process.on('SIGINT', () => child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
process.on('SIGHUP', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
