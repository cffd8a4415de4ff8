'use client'
import { useCallback, useEffect, useState } from 'react'
import { get, sayProblem } from '#components/ui/api.ts'
import type { Row, TailRow } from '#lib/protocol.ts'
import { type Begin, readPath } from './read-query.ts'

interface Answer {
  records: {
    partition: number
    offset: string
    time: number
    key: string | null
    headers: Record<string, string>
    size: number
    valueBase64: string | null
    message?: unknown
    bad?: { cause: string; detail: string }
  }[]
  low: string
  high: string
  scanned: { from: string; to: string } | null
}
export interface Read {
  /** In the order they are shown: newest first from the end, else as they were written. */
  rows: Row<TailRow>[]
  /** Of the partitions read: the ends, and with a key what was looked at. */
  parts: { partition: number; low: string; high: string; scanned: { from: string; to: string } | null }[]
}
export type Reading = { state: 'loading' } | { state: 'error'; error: string } | { state: 'done'; read: Read }

const preview = (base64: string | null): string =>
  base64 ? atob(base64.slice(0, 800)).replace(/[^\x20-\x7e\n]/g, '·') : ''

const rowsOf = (topic: string, { records }: Answer): Row<TailRow>[] =>
  records.map(({ partition: p, offset: o, time: t, key, headers, size, message, bad, valueBase64 }) => ({
    k: `${topic}/${p}/${o}`,
    v: {
      ...{ topic, p, o, t, key, headers, size },
      ...(bad ? { bad: { ...bad, preview: preview(valueBase64) } } : { m: message }),
    },
  }))

/** Reads records of the given partitions from Kafka, now and when something of the question changes. */
export function useRecords(
  topic: string,
  partitions: number[],
  { begin, key, most }: { begin: Begin; key: string; most: number },
): Reading & { again: () => void } {
  const [reading, setReading] = useState<Reading>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const asked = JSON.stringify({ topic, partitions, begin, key, most })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is the same question asked again.
  useEffect(() => {
    const { topic, partitions, begin, key, most } = JSON.parse(asked) as {
      topic: string
      partitions: number[]
      begin: Begin
      key: string
      most: number
    }
    let over = false
    setReading({ state: 'loading' })
    Promise.all(partitions.map((partition) => get<Answer>(readPath(topic, partition, { begin, key })))).then(
      (answers) => {
        if (over) return
        const refused = answers.find((answer) => !answer.ok)
        if (refused && !refused.ok) return setReading({ state: 'error', error: sayProblem(refused.problem) })
        const told = answers.flatMap((answer) => (answer.ok ? [answer.value] : []))
        const newest = begin.at === 'newest' || Boolean(key)
        const rows = told
          .flatMap((answer) => rowsOf(topic, answer))
          .sort((a, b) => (newest ? b.v.t - a.v.t : a.v.t - b.v.t) || (newest ? order(b, a) : order(a, b)))
          .slice(0, most)
        const parts = told.map(({ low, high, scanned }, i) => ({ partition: partitions[i] ?? 0, low, high, scanned }))
        setReading({ state: 'done', read: { rows, parts } })
      },
    )
    return () => {
      over = true
    }
  }, [asked, round])
  return { ...reading, again: useCallback(() => setRound((n) => n + 1), []) }
}

const order = (a: Row<TailRow>, b: Row<TailRow>) => a.v.p - b.v.p || Number(BigInt(a.v.o) - BigInt(b.v.o))
