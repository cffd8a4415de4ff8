'use client'
import Link from 'next/link'
import { useMemo, useRef } from 'react'
import { useInSight } from '#components/charts/use-in-sight.ts'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { useLast } from '#components/panels/use-last.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { setUrl, useOpened, useUrlState } from '#components/ui/url-state.ts'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import { topicOf } from '#lib/systems/index.ts'
import { TailRows } from './tail-rows.tsx'
import { usePaused } from './use-paused.ts'
import './topic.css'

export interface TailProps {
  id: string
  title: string
  /** Contract name where there is a contract, else the physical name. */
  topic: string
  limit?: number
  partitions?: number
  /** Whether this panel owns the keys of the page. */
  keys?: boolean
}

/** The live records of a topic, newest first: pause counts what waits, filter and partition are asked of the server and kept in the address. */
export function Tail({ id, title, topic, limit = 100, partitions, keys = false }: TailProps) {
  const known = topicOf(topic)
  const { text: search, setText: setSearch, rested: asked } = useTyped(`${id}.q`)
  const [partition, setPartition] = useUrlState(`${id}.p`)
  const opened = useOpened(`${id}.r`)
  const spec = useMemo<ViewSpec>(
    () => ({
      kind: 'tail',
      topic,
      limit,
      ...(asked ? { search: asked } : {}),
      ...(/^\d+$/.test(partition) ? { partition: Number(partition) } : {}),
    }),
    [topic, limit, asked, partition],
  )
  const had = useRef(false)
  const inSight = useInSight(id)
  const view = useLast(useView<TailRow>(spec, { everyMs: 100, still: !inSight && had.current }))
  had.current = view.state === 'live'
  const newest = useMemo(() => [...view.rows].reverse().slice(0, limit), [view.rows, limit])
  const { rows, paused, waiting, toggle } = usePaused(newest, view.truth)
  const levels = known?.system.boards?.find((board) => board.levels)?.levels
  useKeys({ space: { say: paused ? 'Resume' : 'Pause', run: toggle } }, { title, on: keys })
  useKeys({ escape: { say: 'Close', run: opened.close } }, { title, on: opened.key !== '' })
  const noun = known?.topic.noun ?? 'record'
  const state = panelState(view)
  return (
    <Panel
      id={id}
      title={title}
      truth={view.truth}
      noun={noun}
      state={paused && state === 'live' ? 'paused' : state}
      waiting={waiting}
      error={view.error}
      loading={`Asking for the newest ${noun}s…`}
      menu={known ? [{ label: 'Open the topic', href: `/topics/${encodeURIComponent(topic)}` }] : []}
      actions={
        <Button look="quiet" aria-pressed={paused} onClick={toggle} {...(keys ? { keys: 'space' } : {})}>
          {paused ? `Resume${waiting ? `, ${number(waiting)} wait` : ''}` : 'Pause'}
        </Button>
      }
    >
      <div className="tail-filters">
        <SearchInput
          label={`Filter ${title}`}
          placeholder={`Filter ${noun}s by text`}
          value={search}
          onChange={setSearch}
        />
        {partitions !== undefined && partitions > 1 && (
          <select
            className="input"
            aria-label="Partition"
            value={partition}
            onChange={(event) => setPartition(event.target.value)}
          >
            <option value="">All partitions</option>
            {Array.from({ length: partitions }, (_, i) => (
              <option key={String(i)} value={String(i)}>
                Partition {i}
              </option>
            ))}
          </select>
        )}
      </div>
      {rows.length ? (
        <TailRows
          rows={rows}
          topic={known?.topic}
          levels={levels}
          opened={opened.key}
          onToggle={opened.toggle}
          caption={`${title}, newest first`}
        />
      ) : (
        <Empty
          title={asked || partition ? 'Nothing fits among the newest records' : `No ${noun} yet`}
          action={
            (asked || partition) && (
              <Button onClick={() => setUrl({ [`${id}.q`]: null, [`${id}.p`]: null })}>Show all</Button>
            )
          }
        >
          {asked || partition ? (
            'The filter looks at the last 1,000 records and at every new one.'
          ) : known ? (
            <>
              It appears here as soon as one is on the topic.{' '}
              <Link href={`/systems/${known.system.id}`}>{known.system.title}</Link> has forms to send one.
            </>
          ) : (
            'It appears here as soon as one is on the topic.'
          )}
        </Empty>
      )}
    </Panel>
  )
}
