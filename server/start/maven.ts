import { execFile } from 'node:child_process'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fingerprint, mark, Remedy, root, unchanged } from './steps.ts'

const run = promisify(execFile)

export interface MavenFetch {
  /** "Apache Kafka". */
  what: string
  /** Gets `lib/` with the files and a stamp. */
  dir: string
  /** Path in the checkout; fetched once per content of it. */
  pom: string
  goal: 'copy-dependencies' | 'unpack-dependencies'
  /** Said before a download. */
  notice: string
  /** What to do instead: "set KAFKA_BOOTSTRAP_SERVERS to use a Kafka you have". */
  instead: string
  say: (line: string) => void
}

/** Puts what a pom names into `<dir>/lib` by Maven. Rejects with `Remedy` when Java or Maven is missing or the download fails. */
export async function fetchByMaven({ what, dir, pom, goal, notice, instead, say }: MavenFetch): Promise<void> {
  await needJava(what, instead)
  const stamp = join(dir, 'stamp')
  const want = fingerprint([pom])
  if (unchanged(stamp, want)) return
  await needMaven(what, instead)
  say(notice)
  // Into a folder of its own first: two starts at once must not see half a library.
  const attempt = join(dir, `attempt.${process.pid}`)
  const fresh = join(attempt, 'lib')
  await rm(attempt, { recursive: true, force: true })
  await mkdir(attempt, { recursive: true })
  try {
    await run('mvn', [
      ...['-q', '-B', '-f', join(root, pom), `dependency:${goal}`],
      ...[`-DoutputDirectory=${fresh}`, '-DincludeScope=runtime'],
    ])
  } catch (error) {
    const said = String((error as { stdout?: string }).stdout ?? error)
    const line = said.split('\n').find((text) => text.includes('ERROR')) ?? said.slice(0, 300)
    throw new Remedy(
      `Maven could not fetch ${what}: ${line.replace('[ERROR] ', '')}. Check the network or the mirror in ~/.m2/settings.xml, or ${instead}.`,
    )
  }
  await rm(join(dir, 'lib'), { recursive: true, force: true })
  await rename(fresh, join(dir, 'lib'))
  await rm(attempt, { recursive: true, force: true })
  mark(stamp, want)
}

async function needJava(what: string, instead: string): Promise<void> {
  const remedy = `install a JDK 17 or newer (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk), or ${instead}.`
  const said = await run('java', ['-version']).then(
    ({ stdout, stderr }) => stdout + stderr,
    () => undefined,
  )
  if (said === undefined) throw new Remedy(`Java was not found: ${remedy}`)
  const major = Number(/version "(\d+)/.exec(said)?.[1] ?? 0)
  if (major < 17) throw new Remedy(`Java ${major} is too old for ${what}: ${remedy}`)
}

async function needMaven(what: string, instead: string): Promise<void> {
  await run('mvn', ['-version']).catch(() => {
    throw new Remedy(
      `Maven was not found, and ${what} is fetched with it: install it (Debian: apt-get install maven; macOS: brew install maven), or ${instead}.`,
    )
  })
}
