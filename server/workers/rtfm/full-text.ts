import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { questionIn } from '#lib/rtfm/trigger.ts'
import type { Archive, Said } from './archive.ts'
import { termsOf } from './terms.ts'

/** The newest so many messages are kept: about a year of a lively server, 100 MB. */
const most = 250_000

/** Messages that are weighed for one question at most, more only when its rarest word is in more. */
const enough = 3000
/** How common a word is changes slowly. */
const usageMs = 10_000

const schema = `
  create table if not exists message (
    n integer primary key,
    message_id text not null unique,
    content text not null,
    username text not null,
    channel_id text not null,
    channel text not null,
    at integer not null,
    partition integer not null,
    offset text not null,
    asks integer not null
  ) strict;
  create virtual table if not exists words using fts5(terms, content='', contentless_delete=1, tokenize='unicode61');
  create virtual table if not exists vocabulary using fts5vocab(words, 'row');
  create table if not exists place (partition integer primary key, next text not null) strict;
`

/**
 * The embedded archive: SQLite's full-text index, ranked by BM25, in one file that any number of processes on this machine share. Messages and how
 * far a partition is kept go in one transaction, so a crash leaves no hole; the file deleted, it is made again from Kafka.
 */
export function openFullText(dir: string): Archive {
  mkdirSync(dir, { recursive: true })
  const db = new DatabaseSync(join(dir, 'archive.db'))
  db.exec(
    'pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -8000;',
  )
  db.exec(schema)
  const insert = db.prepare(
    'insert into message (message_id, content, username, channel_id, channel, at, partition, offset, asks) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing',
  )
  const index = db.prepare('insert into words (rowid, terms) values (?, ?)')
  const place = db.prepare(
    'insert into place (partition, next) values (?, ?) on conflict (partition) do update set next = excluded.next where cast(excluded.next as integer) > cast(next as integer)',
  )
  const old = db.prepare('select n from message order by n limit ?')
  const forget = db.prepare('delete from message where n = ?')
  const unindex = db.prepare('delete from words where rowid = ?')
  const counted = db.prepare('select count(*) as n from message')
  const last = db.prepare('select max(n) as n from message')
  const placed = db.prepare('select next from place where partition = ?')
  // What calls the bot is kept, but not in the words: it is never found.
  const found = db.prepare(
    'select m.message_id, m.content, m.username, m.channel_id, m.channel, m.at, m.partition, m.offset from (select rowid, rank from words where words match ? order by rank limit ?) w join message m on m.n = w.rowid order by w.rank, m.at desc',
  )
  const usage = db.prepare('select doc from vocabulary where term = ?')
  const known = new Map<string, { docs: number; at: number }>()
  const docsOf = (term: string): number => {
    const now = Date.now()
    const told = known.get(term)
    if (told && now - told.at < usageMs) return told.docs
    const docs = Number((usage.get(term) as { doc: number } | undefined)?.doc ?? 0)
    // A word nobody used yet may be said any moment.
    if (docs === 0) return 0
    if (known.size >= 10_000) known.clear()
    known.set(term, { docs, at: now })
    return docs
  }
  let size = Number((counted.get() as { n: number }).n)

  const put = (said: Said): void => {
    const asks = questionIn(said.content) !== undefined
    const { changes, lastInsertRowid } = insert.run(
      ...[
        said.message_id,
        said.content,
        said.username,
        said.channel_id,
        said.channel,
        said.at,
        said.partition,
        said.offset,
      ],
      asks ? 1 : 0,
    )
    if (!changes) return
    size++
    if (!asks) index.run(lastInsertRowid, termsOf(`${said.content} ${said.channel}`).join(' '))
  }
  const trim = (): void => {
    // Other processes add as well, so the count is only near; it is taken anew before anything is forgotten.
    if (size <= most * 1.02) return
    size = Number((counted.get() as { n: number }).n)
    for (const { n } of old.all(Math.max(0, size - most)) as { n: number }[]) {
      unindex.run(n)
      forget.run(n)
      size--
    }
  }

  return {
    name: 'full text',
    add(said, done) {
      db.exec('begin immediate')
      try {
        for (const one of said) put(one)
        if (done) place.run(done.partition, done.next)
        trim()
        db.exec('commit')
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    near(question, limit) {
      const terms = [...new Set(termsOf(question))].slice(0, 32)
      const rare = terms.map((term) => ({ term, docs: docsOf(term) })).sort((a, b) => a.docs - b.docs)
      // Words in every other message find nothing that the rarer ones do not; going through them all would take long.
      let through = 0
      const asked = rare.filter(({ docs }) => {
        through += docs
        return docs > 0 && (through <= enough || through === docs)
      })
      if (!asked.length) return []
      // Terms are letters and digits only; quoted, none can be an operator.
      return found.all(asked.map(({ term }) => `"${term}"`).join(' OR '), limit) as unknown as Said[]
    },
    weights(terms) {
      // Others add to the file too: what this process has counted says little of how much there is.
      const all = Number((last.get() as { n: number | null }).n ?? 0)
      return new Map(
        terms.map((term) => {
          const docs = docsOf(term)
          return [term, Math.log(1 + (Math.max(all, docs) - docs + 0.5) / (docs + 0.5))]
        }),
      )
    },
    // Nothing kept of it: from the beginning.
    next: (partition) => (placed.get(partition) as { next: string } | undefined)?.next ?? '0',
    count: () => Number((counted.get() as { n: number }).n),
    close: () => db.close(),
  }
}
