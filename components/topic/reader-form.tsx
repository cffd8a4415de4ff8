'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { setUrl } from '#components/ui/url-state.ts'
import { type Begin, parseBegin, writeBegin } from './read-query.ts'

const begins = [
  ['newest', 'Newest'],
  ['oldest', 'Oldest'],
  ['offset', 'From offset'],
  ['time', 'From time'],
] as const

/** "2026-11-21T14:02" in local time, as the browser's own field wants it. */
function localTime(t: number): string {
  const date = new Date(t)
  return new Date(t - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

interface ReaderFormProps {
  partitions: number
  /** Whether all partitions may be read together. */
  all: boolean
  chosen: number | null
  begin: Begin
  keyAsked: string
}

/** Where to read: partition, beginning, key. Choices go into the address at once; what is typed, with Enter or Read. */
export function ReaderForm({ partitions, all, chosen, begin, keyAsked }: ReaderFormProps) {
  const [at, setAt] = useState<Begin['at']>(begin.at)
  const [offset, setOffset] = useState(begin.at === 'offset' ? begin.offset : '')
  const [time, setTime] = useState(begin.at === 'time' ? localTime(begin.time) : '')
  const [key, setKey] = useState(keyAsked)
  // Paging and links change the address beside this form.
  const [seen, setSeen] = useState(writeBegin(begin))
  if (writeBegin(begin) !== seen) {
    setSeen(writeBegin(begin))
    setAt(begin.at)
    if (begin.at === 'offset') setOffset(begin.offset)
    if (begin.at === 'time') setTime(localTime(begin.time))
  }
  const go = (changes: Record<string, string | null>) => setUrl({ r: null, ...changes }, true)
  const read = (event: FormEvent) => {
    event.preventDefault()
    const typed = at === 'offset' ? offset.trim() : at === 'time' ? `t${Date.parse(time)}` : at
    go({ at: writeBegin(parseBegin(typed)), key: key.trim() || null })
  }
  return (
    <form className="tail-filters" onSubmit={read} aria-label="Where to read">
      <select
        className="input"
        aria-label="Partition"
        value={chosen === null ? '' : String(chosen)}
        onChange={(event) =>
          go({ part: event.target.value, ...(begin.at === 'offset' && event.target.value === '' ? { at: null } : {}) })
        }
      >
        {all && <option value="">All partitions</option>}
        {Array.from({ length: partitions }, (_, i) => (
          <option key={String(i)} value={String(i)}>
            Partition {i}
          </option>
        ))}
      </select>
      <select
        className="input"
        aria-label="Begin with"
        value={at}
        onChange={(event) => {
          const next = event.target.value as Begin['at']
          setAt(next)
          if (next === 'newest' || next === 'oldest') go({ at: next === 'oldest' ? 'oldest' : null })
          if (next === 'time' && !time) setTime(localTime(Date.now() - 600_000))
        }}
      >
        {begins.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {at === 'offset' && (
        <input
          className="input mono"
          inputMode="numeric"
          pattern="[0-9]{1,18}"
          required
          aria-label="Offset"
          placeholder="Offset"
          value={offset}
          onChange={(event) => setOffset(event.target.value)}
        />
      )}
      {at === 'time' && (
        <input
          className="input"
          type="datetime-local"
          step={1}
          required
          aria-label="Time"
          value={time}
          onChange={(event) => setTime(event.target.value)}
        />
      )}
      <input
        className="input mono"
        type="search"
        data-filter=""
        aria-label="Key"
        placeholder="Key, exactly"
        spellCheck={false}
        autoComplete="off"
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Button type="submit">Read</Button>
    </form>
  )
}
