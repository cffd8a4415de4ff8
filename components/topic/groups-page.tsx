'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { neverRead, panelState } from '#components/panels/panel-state.ts'
import type { GroupRow, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { count, number, rate } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table, type TableColumn } from '#components/ui/table.tsx'
import { useOpened } from '#components/ui/url-state.ts'
import { sayClears } from './clears.ts'
import { GroupDetail } from './group-detail.tsx'

const spec: ViewSpec = { kind: 'groups' }

const columns: TableColumn<GroupRow>[] = [
  { id: 'id', title: 'Group', cell: (row) => <span className="mono">{row.id}</span> },
  { id: 'state', title: 'State', bare: true, cell: (row) => <GroupState group={row} /> },
  {
    id: 'system',
    title: 'System',
    priority: 2,
    cell: (row) =>
      row.system ? (
        <Link className="no-underline hover:underline" href={`/systems/${row.system}`}>
          {systemOf(row.system)?.title ?? row.system}
        </Link>
      ) : (
        <span className="text-faint">none</span>
      ),
  },
  { id: 'members', title: 'Members', num: true, priority: 2, cell: (row) => number(row.members.length) },
  {
    id: 'lag',
    title: 'Lag',
    num: true,
    cell: (row) => <span className={row.lag > 0 ? 'toned tone-warn' : ''}>{number(row.lag)}</span>,
  },
  { id: 'rate', title: 'Commits', num: true, priority: 2, cell: (row) => rate(row.rate) },
  { id: 'clears', title: 'Time to clear', num: true, cell: (row) => sayClears(row.lag, row.clearsIn) },
]

export function GroupState({ group }: { group: GroupRow }) {
  if (group.members.length === 0) return <StatusChip tone={group.lag > 0 ? 'bad' : 'warn'}>nobody</StatusChip>
  const steady = /stable/i.test(group.state)
  return <StatusChip tone={steady ? 'good' : 'warn'}>{group.state.toLowerCase().replaceAll('_', ' ')}</StatusChip>
}

/** Consumer groups: who reads, how far behind, and when they will have caught up. A group without members but with lag comes first. */
export function GroupsPage() {
  const view = useView<GroupRow>(spec, { everyMs: 500 })
  const { text: search, setText: setSearch } = useTyped('q')
  const opened = useOpened('group')
  const rows = useMemo(() => {
    const found = view.rows
      .map((row) => row.v)
      .filter((group) => group.id.toLowerCase().includes(search.trim().toLowerCase()))
    const worst = (g: GroupRow) => (g.members.length === 0 && g.lag > 0 ? 2 : g.lag > 0 ? 1 : 0)
    return found.sort((a, b) => worst(b) - worst(a) || b.lag - a.lag || (a.id < b.id ? -1 : 1))
  }, [view.rows, search])
  const toggle = (group: GroupRow) => opened.toggle(group.id)
  const { cursor } = useList(rows, { key: (row) => row.id, open: toggle, opened, title: 'Groups' })
  const shown = rows.find((row) => row.id === opened.key)
  const unread = neverRead(view)
  const behind = rows.filter((row) => row.lag > 0).length
  return (
    <div className="page">
      <PageHead
        title="Groups"
        line={
          unread
            ? 'not known before Kafka has been reached once'
            : `${count(view.rows.length, 'consumer group')}, ${behind ? `${number(behind)} behind` : 'none behind'}`
        }
      />
      {shown && <GroupDetail group={shown} onClose={opened.close} />}
      <Panel
        id="groups"
        title="All groups"
        state={unread ? 'loading' : panelState(view)}
        error={view.error}
        loading={
          unread ? 'Kafka has not been reached yet; it is asked again by itself…' : 'Asking Kafka for its groups…'
        }
        sheet={() => ({
          name: 'groups',
          heads: ['group', 'state', 'members', 'lag', 'rate', 'clears in s'],
          rows: rows.map((g) => [g.id, g.state, g.members.length, g.lag, g.rate, g.clearsIn]),
        })}
      >
        <div className="list-tools">
          <SearchInput label="Filter groups" value={search} onChange={setSearch} />
        </div>
        {rows.length ? (
          <Table
            caption="Consumer groups"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            cursor={cursor ?? opened.key}
            onOpen={toggle}
          />
        ) : (
          <Empty title={search ? 'No group fits' : 'No consumer groups yet'}>
            {search
              ? 'The filter looks at group ids.'
              : 'A group appears when a service joins it. This console reads without one.'}
          </Empty>
        )}
      </Panel>
    </div>
  )
}
