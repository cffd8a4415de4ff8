'use client'
import { useCallback, useMemo } from 'react'
import { useTyped } from '#components/panels/use-typed.ts'
import { setUrl, useUrlState } from '#components/ui/url-state.ts'
import type { Board } from '#lib/contract.ts'
import type { ViewSpec } from '#lib/protocol.ts'
import { nextSort } from './columns.ts'

export const topRows = 200

/** What the board is asked for, kept in the address: `q`, `level`, `sort`, `asc`. Typing shows at once and reaches the server when it pauses. */
export function useBoard(system: string, board: Board) {
  const { text: search, setText: setSearch, rested: asked } = useTyped('q')
  const [level, setLevel] = useUrlState('level')
  const [sortParam] = useUrlState('sort')
  const [asc] = useUrlState('asc')
  const sort = board.sorts?.[sortParam] ? sortParam : undefined
  const desc = asc !== '1'
  const onSort = useCallback(
    (column: string) => {
      const next = nextSort(column, sort, desc)
      setUrl({ sort: next.sort, asc: next.desc ? null : '1' })
    },
    [sort, desc],
  )
  const spec = useMemo<ViewSpec>(
    () => ({
      kind: 'board',
      system,
      board: board.id,
      limit: topRows,
      ...(sort ? { sort, desc } : {}),
      ...(asked ? { search: asked } : {}),
      ...(board.levels?.some((l) => l.id === level) ? { level } : {}),
    }),
    [system, board, sort, desc, asked, level],
  )
  const csv = useMemo(() => {
    const query = new URLSearchParams({ format: 'csv', limit: '10000' })
    if (sort) query.set('sort', sort)
    if (sort) query.set('desc', String(desc))
    if (asked) query.set('search', asked)
    if (level) query.set('level', level)
    return `/api/systems/${system}/boards/${board.id}?${query}`
  }, [system, board, sort, desc, asked, level])
  return { spec, csv, search, setSearch, level, setLevel, sort, desc, onSort }
}
