'use client'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import '#components/panels/panels.css'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { bytes, count, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import { useOpened, useUrlState } from '#components/ui/url-state.ts'
import { badGroups } from './bad-groups.ts'
import { RecordDetail } from './record-detail.tsx'
import './topic.css'

/** Lines shown of a group. */
const most = 20
const title = 'Bad records'

/** Reasons told of a group. */
const reasons = 3

/** Records that could not be decoded, by topic and cause, each with its bytes. They were counted and passed over; nothing stopped for them. */
export function BadPage() {
  const [topic, setTopic] = useUrlState('topic')
  const opened = useOpened('r')
  const { text, setText } = useTyped('q')
  const spec = useMemo<ViewSpec>(() => ({ kind: 'bad', ...(topic ? { topic } : {}) }), [topic])
  const view = useView<TailRow>(spec, { everyMs: 250 })
  const groups = useMemo(() => badGroups(view.rows, text), [view.rows, text])
  const lines = groups.flatMap((group) => group.rows.slice(0, most))
  const { cursor } = useList(lines, { key: (row) => row.k, open: (row) => opened.toggle(row.k), opened, title })
  const total = view.truth?.bad ?? 0
  return (
    <div className="page">
      <PageHead
        title={title}
        line={`${count(total, 'record')} could not be decoded since the console started; each was counted and passed over`}
        actions={topic && <Button onClick={() => setTopic('')}>All topics</Button>}
      />
      <Panel
        id="bad"
        title={topic || 'By topic and cause'}
        state={panelState(view, view.rows.length === 0)}
        error={view.error}
        note={view.rows.length ? `newest ${number(view.rows.length)} kept` : undefined}
        empty={
          <Empty title="Every record could be read">
            When one cannot, it stands here with its cause and its first bytes.
          </Empty>
        }
      >
        <div className="list-tools">
          <SearchInput
            label="Filter bad records"
            placeholder="Filter by topic, cause or bytes"
            value={text}
            onChange={setText}
          />
        </div>
        {groups.length === 0 && (
          <Empty title="No record fits" action={<Button onClick={() => setText('')}>Show all</Button>} />
        )}
        {groups.map((group) => (
          <section key={group.id} className="bad-group" aria-label={`${group.topic}: ${group.cause}`}>
            <h3>
              <span className="mono">{group.topic}</span> <StatusChip tone="bad">{group.cause}</StatusChip>
              <span className="text-muted">
                {count(group.rows.length, 'record')}, newest <Age t={group.newest} ago />
              </span>
            </h3>
            {group.reasons.some(({ reason }) => reason !== group.cause) && (
              <p className="bad-reasons">
                {group.reasons.slice(0, reasons).map(({ reason, n }) => (
                  <span key={reason}>
                    {reason} <span className="text-muted">× {number(n)}</span>
                  </span>
                ))}
                {group.reasons.length > reasons && (
                  <span className="text-muted">and {number(group.reasons.length - reasons)} other reasons</span>
                )}
              </p>
            )}
            <ul>
              {group.rows.slice(0, most).map((row) => (
                <li key={row.k} className="bad-row" data-k={row.k} data-cursor={cursor === row.k}>
                  <button
                    type="button"
                    className="bad-line"
                    aria-expanded={opened.key === row.k}
                    onClick={() => opened.toggle(row.k)}
                  >
                    <span className="mono">
                      {row.v.p}/{row.v.o}
                    </span>
                    <span className="bad-words">
                      {row.v.bad?.detail && <span className="bad-why">{row.v.bad.detail}</span>}
                      <span className="bad-bytes mono">{row.v.bad?.preview || 'no bytes'}</span>
                    </span>
                    <span className="text-muted">{bytes(row.v.size)}</span>
                  </button>
                  {opened.key === row.k && <RecordDetail row={row.v} />}
                </li>
              ))}
            </ul>
            {group.rows.length > most && (
              <p className="text-muted">and {number(group.rows.length - most)} more like these</p>
            )}
          </section>
        ))}
      </Panel>
    </div>
  )
}
