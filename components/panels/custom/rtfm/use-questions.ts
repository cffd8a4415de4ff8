'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { useLast } from '#components/panels/use-last.ts'
import type { System } from '#lib/contract.ts'
import type { BoardData, BoardRow, ViewSpec } from '#lib/protocol.ts'
import type { Question } from '#lib/rtfm/messages.ts'
import { boardFor } from './parts.ts'

/** Questions with what came of them, open ones first, then the newest. Panels that ask for the same share one view. */
export function useQuestions(
  system: System,
  { level = '', search = '', everyMs = 100 }: { level?: string; search?: string; everyMs?: number } = {},
) {
  const spec = useMemo<ViewSpec>(
    () => ({
      ...{ kind: 'board', system: system.id, board: boardFor(system).id, limit: 200 },
      ...(level && { level }),
      ...(search && { search }),
    }),
    [system, level, search],
  )
  return useLast(useView<BoardRow<Question>, BoardData>(spec, { everyMs }))
}
