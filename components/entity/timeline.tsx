'use client'
import { useMemo } from 'react'
import { useKeys } from '#components/shell/keys.ts'
import { RecordDetail } from '#components/topic/record-detail.tsx'
import { summary } from '#components/topic/summary.ts'
import { Button } from '#components/ui/button.tsx'
import { type Levels, Value } from '#components/ui/cell.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { bytes } from '#components/ui/format.ts'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { Moment } from '#components/ui/time.tsx'
import { useOpened, useUrlState } from '#components/ui/url-state.ts'
import type { Column, System } from '#lib/contract.ts'
import type { Row, TailRow } from '#lib/protocol.ts'
import { topicOf } from '#lib/systems/index.ts'
import './entity.css'

/** Every record of one key on every topic, newest first, each opening to its message. */
export function Timeline({
  system,
  rows,
  state,
  noun,
}: {
  system: System
  rows: readonly Row<TailRow>[]
  state: PanelState
  noun: string
}) {
  const [only, setOnly] = useUrlState('topic')
  const opened = useOpened('r')
  const list = useMemo(
    () =>
      [...rows]
        .sort((a, b) => b.v.t - a.v.t)
        .filter((row) => !only || row.v.topic === only)
        .slice(0, 100),
    [rows, only],
  )
  useKeys({ escape: { say: 'Close', run: opened.close } }, { title: 'Records', on: opened.key !== '' })
  const levels = system.boards?.find((board) => board.id === system.entity?.board)?.levels
  const topics = system.entity?.topics ?? []
  return (
    <Panel id="records" title="Records" state={state} note={`everything known of this ${noun}, newest first`}>
      {topics.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's look.
        <div className="timeline-filter" role="group" aria-label="Topic">
          {topics.map(({ topic }) => (
            <Button
              key={topic}
              look="quiet"
              aria-pressed={only === topic}
              onClick={() => setOnly(only === topic ? '' : topic)}
            >
              {topicOf(topic)?.topic.title ?? topic}
            </Button>
          ))}
        </div>
      )}
      {list.length === 0 && (
        <Empty title="No records">{only ? 'None on this topic.' : 'They appear with the first one.'}</Empty>
      )}
      <ol className="timeline">
        {list.map((row) => {
          const topic = topicOf(row.v.topic)?.topic
          const columns = (topic?.columns ?? [])
            .filter((column) => column.kind !== 'trend' && column.kind !== 'age' && column.kind !== 'id')
            .slice(0, 5)
          return (
            <li key={row.k}>
              <button
                type="button"
                className="timeline-line"
                aria-expanded={opened.key === row.k}
                onClick={() => opened.toggle(row.k)}
              >
                <span className="timeline-time">
                  <Moment t={row.v.t} />
                </span>
                <span className="chip">{topic?.noun ?? row.v.topic}</span>
                <span className="timeline-say">
                  {columns.length && row.v.m
                    ? columns.map((column) => <Said key={column.id} column={column} row={row.v} levels={levels} />)
                    : row.v.bad
                      ? `unreadable: ${row.v.bad.cause}`
                      : row.v.cut !== undefined
                        ? `${bytes(row.v.size)}, open to read it`
                        : summary(row.v.m)}
                </span>
              </button>
              {opened.key === row.k && <RecordDetail row={row.v} />}
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}

/** One column's word on a record; nothing where the record does not speak of it, or is too odd for its getter. */
function Said({ column, row, levels }: { column: Column; row: TailRow; levels: Levels | undefined }) {
  const entry = { time: row.t, key: row.key, partition: row.p, offset: row.o }
  const read = <T,>(get: () => T): T | null => {
    try {
      return get()
    } catch {
      return null
    }
  }
  const value = read(() => column.value(row.m, entry))
  if (value === null || value === undefined || value === '') return null
  const tone = read(() => column.tone?.(row.m)) ?? undefined
  return (
    <span>
      <Value kind={column.kind} value={value} unit={column.unit} tone={tone} levels={levels} plain />
    </span>
  )
}
