'use client'
import { useEffect, useState } from 'react'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { count, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { setUrl, useOpened, useUrlState } from '#components/ui/url-state.ts'
import { topicOf } from '#lib/systems/index.ts'
import { type Begin, pageAfter, pageBefore, pageSize, parseBegin } from './read-query.ts'
import { ReaderForm } from './reader-form.tsx'
import { TailRows } from './tail-rows.tsx'
import { type Read, useRecords } from './use-records.ts'

/** Records the console looks at for a key in one answer. */
const lookedAt = 10_000
/** More partitions at once would be more requests than a page should make. */
const atOnce = 16

/** Any record of a topic, wherever it is: from the end, the beginning, an offset or a time, or those of one key. All of it in the address. */
export function Reader({ topic, partitions }: { topic: string; partitions: number }) {
  const known = topicOf(topic)
  const noun = known?.topic.noun ?? 'record'
  const [part] = useUrlState('part')
  const [at] = useUrlState('at')
  const [key] = useUrlState('key')
  const opened = useOpened('r')
  const begin = parseBegin(at)
  const many = partitions > atOnce
  // An offset means something in one partition only.
  const chosen = /^\d+$/.test(part) ? Number(part) : begin.at === 'offset' || many ? 0 : null
  const asked = chosen === null ? Array.from({ length: partitions }, (_, i) => i) : [chosen]
  const answer = useRecords(topic, asked, { begin, key, most: key ? 500 : pageSize })
  useKeys({ escape: { say: 'Close', run: opened.close } }, { title: 'Read records', on: opened.key !== '' })
  const read = answer.state === 'done' ? answer.read : undefined
  const last = useLastRead(read)
  const rows = (read ?? last)?.rows ?? []
  return (
    <Panel
      id="read"
      title="Read records"
      note={read ? sayRead(read, { begin, key, chosen }) : 'Reading from Kafka…'}
      actions={
        <Button look="quiet" onClick={answer.again}>
          Read again
        </Button>
      }
    >
      <ReaderForm partitions={partitions} all={!many} chosen={chosen} begin={begin} keyAsked={key} />
      {answer.state === 'error' && (
        <Trouble title="These records cannot be read now" cause={answer.error} retry={answer.again} />
      )}
      {answer.state === 'loading' && !last && <Waiting text={`Reading ${noun}s from Kafka…`} />}
      {answer.state !== 'error' && rows.length > 0 && (
        <TailRows
          rows={rows}
          topic={known?.topic}
          levels={known?.system.boards?.find((board) => board.levels)?.levels}
          opened={opened.key}
          onToggle={opened.toggle}
          caption={`Records of ${topic}`}
        />
      )}
      {read && rows.length === 0 && (
        <Empty title={key ? 'No record with this key there' : 'Nothing there'}>
          {key
            ? 'Keys are compared exactly. Look further back, or choose another beginning.'
            : begin.at === 'newest'
              ? 'The topic holds no record.'
              : 'There is no record so late; the newest are read from “Newest”.'}
        </Empty>
      )}
      {read && <Pages read={read} chosen={chosen} keyAsked={key} />}
    </Panel>
  )
}

/** While the next page is read, the last one stays. */
function useLastRead(read: Read | undefined): Read | undefined {
  const [last, setLast] = useState(read)
  useEffect(() => {
    if (read) setLast(read)
  }, [read])
  return last
}

function sayRead(read: Read, { begin, key, chosen }: { begin: Begin; key: string; chosen: number | null }): string {
  const rows = count(read.rows.length, 'record')
  if (key) {
    const looked = read.parts.reduce(
      (n, { scanned }) => n + (scanned ? Number(scanned.to) - Number(scanned.from) : 0),
      0,
    )
    return `${rows} with this key among ${number(looked)} looked at, newest first`
  }
  const where = chosen === null ? 'of all partitions' : `of partition ${chosen}`
  return `${rows} ${where}, ${begin.at === 'newest' ? 'newest first' : 'oldest first'}`
}

function Pages({ read, chosen, keyAsked }: { read: Read; chosen: number | null; keyAsked: string }) {
  const part = read.parts[0]
  if (chosen === null || !part)
    return <p className="table-foot">Choose a partition to page through it, or to begin at an offset.</p>
  const offsets = read.rows.map((row) => BigInt(row.v.o)).sort((a, b) => (a < b ? -1 : 1))
  const [first, last] = keyAsked
    ? [part.scanned?.from, part.scanned && String(BigInt(part.scanned.to) - 1n)]
    : [offsets[0]?.toString(), offsets.at(-1)?.toString()]
  const before = first ? pageBefore(first, part.low, keyAsked ? lookedAt : pageSize) : null
  const after = last ? pageAfter(last, part.high) : null
  const go = (offset: string | null) => setUrl({ at: offset, part: String(chosen), r: null }, true)
  return (
    <div className="table-foot items-center">
      <Button disabled={before === null} onClick={() => go(before)}>
        {keyAsked ? 'Look further back' : 'Older'}
      </Button>
      <Button disabled={after === null} onClick={() => go(after)}>
        {keyAsked ? 'Look further on' : 'Newer'}
      </Button>
      <span className="mono">
        {part.low} … {BigInt(part.high) > BigInt(part.low) ? String(BigInt(part.high) - 1n) : part.low}
      </span>
      <span>offsets the partition has</span>
    </div>
  )
}
