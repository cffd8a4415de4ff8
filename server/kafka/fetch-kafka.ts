import { execFile } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fingerprint, mark, Remedy, root, unchanged } from '#server/start/steps.ts'

const run = promisify(execFile)
const pom = 'server/kafka/embedded/pom.xml'

/** Puts Apache Kafka's jars into `<dir>/lib` by Maven, once per content of the pom. Rejects with `Remedy` when Java or Maven is missing or the download fails. */
export async function fetchKafka(options: { dir: string; say: (line: string) => void }): Promise<void> {
  const { dir, say } = options
  await needJava()
  const stamp = join(dir, 'stamp')
  const want = fingerprint([pom])
  if (unchanged(stamp, want)) return
  await needMaven()
  say('Kafka: fetching Apache Kafka 4.1 by Maven (about 90 MB, once)…')
  // Into a folder of its own first: two starts at once must not see half a library.
  const fresh = join(dir, `lib.${process.pid}`)
  await mkdir(dir, { recursive: true })
  await rm(fresh, { recursive: true, force: true })
  try {
    await run('mvn', [
      ...['-q', '-B', '-f', join(root, pom), 'dependency:copy-dependencies'],
      ...[`-DoutputDirectory=${fresh}`, '-DincludeScope=runtime'],
    ])
  } catch (error) {
    const said = String((error as { stdout?: string }).stdout ?? error)
    const line = said.split('\n').find((text) => text.includes('ERROR')) ?? said.slice(0, 300)
    throw new Remedy(
      `Maven could not fetch Apache Kafka: ${line.replace('[ERROR] ', '')}. Check the network or the mirror in ~/.m2/settings.xml, or set KAFKA_BOOTSTRAP_SERVERS to use a Kafka you have.`,
    )
  }
  await rm(join(dir, 'lib'), { recursive: true, force: true })
  await rename(fresh, join(dir, 'lib'))
  mark(stamp, want)
}

async function needJava(): Promise<void> {
  const remedy =
    'install a JDK 17 or newer (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk), or set KAFKA_BOOTSTRAP_SERVERS to use a Kafka you have.'
  const said = await run('java', ['-version']).then(
    ({ stdout, stderr }) => stdout + stderr,
    () => undefined,
  )
  if (said === undefined) throw new Remedy(`Java was not found: ${remedy}`)
  const major = Number(/version "(\d+)/.exec(said)?.[1] ?? 0)
  if (major < 17) throw new Remedy(`Java ${major} is too old for Apache Kafka 4: ${remedy}`)
}

async function needMaven(): Promise<void> {
  await run('mvn', ['-version']).catch(() => {
    throw new Remedy(
      'Maven was not found, and Apache Kafka is fetched with it: install it (Debian: apt-get install maven; macOS: brew install maven), or set KAFKA_BOOTSTRAP_SERVERS to use a Kafka you have.',
    )
  })
}
