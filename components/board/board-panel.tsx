'use client'
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { useLast } from '#components/panels/use-last.ts'
import { usePhone } from '#components/panels/use-phone.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { number } from '#components/ui/format.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { setUrl } from '#components/ui/url-state.ts'
import type { Board } from '#lib/contract.ts'
import type { BoardData, BoardRow, Row, Truth } from '#lib/protocol.ts'
import { topicOf } from '#lib/systems/index.ts'
import { BoardTable, rowHeight } from './board-table.tsx'
import { HoldButton } from './hold-button.tsx'
import { LevelFilter } from './level-filter.tsx'
import { useBoard } from './use-board.ts'
import { useCursor } from './use-cursor.ts'
import { useMode } from './use-mode.ts'

export interface BoardPanelProps {
  id: string
  title: string
  system: string
  board: Board
  /** Whether a key has a page of its own. */
  opens: boolean
  onPeek?: (row: Row<BoardRow> | undefined) => void
}
const none: Record<string, number> = {}
/** What a ranked board does not list is told by its note, not as something passed over. */
const ranked = (truth: Truth | null | undefined) => truth && { ...truth, passed: 0 }

/** The ranked keys of a system, live: at most ten commits a second, rows still while somebody is among them, all of its state in the address. */
export function BoardPanel({ id, title, system, board, opens, onPeek }: BoardPanelProps) {
  const router = useRouter()
  const cards = usePhone()
  const asked = useBoard(system, board)
  const view = useLast(useView<BoardRow, BoardData>(asked.spec, { everyMs: 100 }))
  const box = useRef<HTMLDivElement>(null)
  const reading = useMode<BoardRow>(view.rows, view.truth ?? undefined, JSON.stringify(asked.spec))
  const { cursor, setCursor, move, leave } = useCursor(reading.rows, box, rowHeight)
  const open = useCallback(
    (key: string) => opens && router.push(`/systems/${system}/${encodeURIComponent(key)}`),
    [opens, router, system],
  )
  const peeked = reading.rows.find((row) => row.k === cursor)
  useEffect(() => onPeek?.(peeked), [onPeek, peeked])
  useKeys(
    {
      j: { say: 'Next row', run: () => move(1) },
      k: { say: 'Row before', run: () => move(-1) },
      enter: {
        say: 'Open',
        run: () => {
          if (cursor === null) return false
          open(cursor)
        },
      },
      escape: () => leave(),
    },
    { title },
  )
  const data = view.data
  const filtered = Boolean(asked.search || asked.level)
  const nothing = reading.rows.length === 0
  const many = `${board.noun}s`
  return (
    <Panel
      id={id}
      title={title}
      state={reading.mode === 'held' && !nothing ? 'live' : panelState(view)}
      error={view.error}
      truth={ranked(view.truth)}
      noteFirst
      noun={topicOf(board.topic)?.topic.noun}
      loading={`Asking for the ${many}…`}
      note={
        data && (
          <>
            {`top ${number(reading.rows.length)} of ${number(data.matching)}${filtered ? ` (${number(data.total)} in all)` : ''}`}
            {reading.say && <b> · {reading.say}</b>}
          </>
        )
      }
      menu={[{ label: 'Export CSV', run: () => window.location.assign(asked.csv) }]}
      actions={<HoldButton reading={reading} title={title} />}
    >
      <Filters board={board} data={data} asked={asked} many={many} />
      {nothing && (
        <Empty
          title={filtered ? `No ${board.noun} fits` : `No ${many} yet`}
          action={filtered && <Button onClick={() => setUrl({ q: null, level: null })}>Clear the filter</Button>}
        >
          {filtered
            ? `${number(data?.total ?? 0)} ${many} are known; none of them matches.`
            : `They appear here with the first ${topicOf(board.topic)?.topic.noun ?? 'record'}. Send one with a form of this system, or start its services.`}
        </Empty>
      )}
      {!nothing && (
        <BoardTable
          board={board}
          rows={reading.rows}
          cursor={cursor}
          sort={asked.sort}
          desc={asked.desc}
          cards={cards}
          box={box}
          guard={reading.guard}
          onSort={asked.onSort}
          onOpen={open}
          onCursor={setCursor}
        />
      )}
      <div className="table-foot board-foot">
        <span>
          <Kbd keys="j" /> <Kbd keys="k" /> move
        </span>
        {opens && (
          <span>
            <Kbd keys="enter" /> open
          </span>
        )}
        <span>
          <Kbd keys="/" /> filter
        </span>
        <span className="board-mode" aria-live="polite">
          {reading.mode === 'reading'
            ? 'rows stay in place while you are among them'
            : reading.mode === 'held'
              ? 'held until you let go'
              : ''}
        </span>
      </div>
    </Panel>
  )
}

function Filters({
  board,
  data,
  asked,
  many,
}: {
  board: Board
  data: BoardData | undefined | null
  asked: ReturnType<typeof useBoard>
  many: string
}) {
  return (
    <div className="board-filters">
      <LevelFilter board={board} counts={data?.levels ?? none} value={asked.level} onChange={asked.setLevel} />
      <SearchInput
        label={`Filter ${many}`}
        placeholder={`Filter ${many}`}
        value={asked.search}
        onChange={asked.setSearch}
      />
    </div>
  )
}
