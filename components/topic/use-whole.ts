'use client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { get, sayProblem } from '#components/ui/api.ts'
import type { Row, TailRow } from '#lib/protocol.ts'

interface Answer {
  records: { offset: string; message?: unknown }[]
}
export type Whole = { state: 'whole'; m: unknown } | { state: 'asking' } | { state: 'error'; error: string }

/** The messages of rows by their keys; those too long for a list are read whole from Kafka, once each. Ask for few. */
export function useWhole(rows: readonly Row<TailRow>[]): ReadonlyMap<string, Whole> {
  const known = useRef(new Map<string, Whole>())
  const [round, setRound] = useState(0)
  const missing = rows.filter((row) => row.v.cut !== undefined && !known.current.has(row.k))
  const asked = missing.map((row) => row.k).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` names the rows.
  useEffect(() => {
    for (const { k, v } of missing) {
      known.current.set(k, { state: 'asking' })
      const query = new URLSearchParams({ partition: String(v.p), from: v.o, count: '1' })
      void get<Answer>(`/api/topics/${encodeURIComponent(v.topic)}/records?${query}`).then((answer) => {
        const found = answer.ok ? answer.value.records.find((record) => record.offset === v.o) : undefined
        known.current.set(
          k,
          found?.message !== undefined
            ? { state: 'whole', m: found.message }
            : { state: 'error', error: answer.ok ? 'Kafka no longer has this record.' : sayProblem(answer.problem) },
        )
        setRound((n) => n + 1)
      })
    }
  }, [asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a round is what has become known.
  return useMemo(() => {
    const out = new Map<string, Whole>()
    for (const { k, v } of rows) {
      out.set(k, v.cut === undefined ? { state: 'whole', m: v.m } : (known.current.get(k) ?? { state: 'asking' }))
    }
    return out
  }, [rows, round, asked])
}
