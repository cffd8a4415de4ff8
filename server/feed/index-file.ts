import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { indexSchema, indexVersion } from './index-schema.ts'

/**
 * Opens `index.db` for reading, made if it is not there. One that is damaged, of another version, or whose cursors and records do not agree is set
 * aside under another name (told to `notice`) and begun anew: Kafka has everything in it. Only the newest set-aside file is kept.
 */
export function openIndexFile(file: string, notice: (text: string) => void): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  try {
    // Reading all of a large file takes seconds: only when it was not closed in good order (its log is still there).
    const thorough = existsSync(`${file}-wal`) || (existsSync(file) && statSync(file).size < 32 * 1024 * 1024)
    const db = open(file)
    const wrong = judge(db, thorough)
    if (!wrong) return db
    db.close()
    setAside(file, wrong, notice)
  } catch (error) {
    setAside(file, String((error as Error).message), notice)
  }
  return open(file)
}

function open(file: string): DatabaseSync {
  const fresh = !existsSync(file)
  const db = new DatabaseSync(file, { timeout: 5000 })
  try {
    // Larger pages: most of what is written are long values, and each page of one costs a call and a checksum.
    if (fresh) db.exec('pragma page_size = 8192')
    db.exec('pragma journal_mode = wal; pragma synchronous = normal')
    const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
    const { n } = db.prepare('select count(*) as n from sqlite_master').get() as { n: number }
    if (fresh || (version === 0 && n === 0))
      db.exec(`begin; ${indexSchema} pragma user_version = ${indexVersion}; commit`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** What is wrong with it, or undefined. */
function judge(db: DatabaseSync, thorough: boolean): string | undefined {
  const { user_version: version } = db.prepare('pragma user_version').get() as { user_version: number }
  if (version !== indexVersion) return `it is of version ${version}`
  if (thorough) {
    const verdict = db.prepare('pragma quick_check(1)').get() as { quick_check: string }
    if (verdict.quick_check !== 'ok') return verdict.quick_check
  }
  const ahead = db
    .prepare(
      `select t.name, e.p from (select topic, p, max(head) as head from (select topic, p, max(o) as head from event group by topic, p
         union all select topic, p, max(last) from block group by topic, p) group by topic, p) e join topic t on t.id = e.topic
       left join cursor c on c.topic = t.name and c.p = e.p where c.next is null or e.head >= c.next limit 1`,
    )
    .get() as { name: string; p: number } | undefined
  if (ahead) return `${ahead.name}/${ahead.p} has records past its cursor`
  const { seq } = db.prepare("select coalesce(max(value), 0) as seq from meta where name = 'seq'").get() as {
    seq: number
  }
  const { last } = db
    .prepare(
      'select max(coalesce((select max(seq) from event), 0), coalesce((select max(seq + n - 1) from block), 0)) as last',
    )
    .get() as { last: number }
  return last > seq ? 'it has records past its sequence' : undefined
}

function setAside(file: string, why: string, notice: (text: string) => void): void {
  const aside = `${file}.damaged`
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(aside + suffix, { force: true })
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  notice(`${file} could not be used (${why}) and has been set aside as ${aside}; it is rebuilt from Kafka.`)
}
