'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { neverRead, panelState } from '#components/panels/panel-state.ts'
import type { TopicRow, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { count, number, rate } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table, type TableColumn } from '#components/ui/table.tsx'
import { Age } from '#components/ui/time.tsx'
import { setUrl, useUrlState } from '#components/ui/url-state.ts'
import { MissingTopics } from './missing-topics.tsx'
import { lagOf, pickTopics, trouble } from './topic-sort.ts'

const spec: ViewSpec = { kind: 'topics' }
const hrefOf = (row: TopicRow) => `/topics/${encodeURIComponent(row.name)}`

const columns: TableColumn<TopicRow>[] = [
  {
    id: 'name',
    title: 'Topic',
    sortable: true,
    cell: (row) => (
      <Link className="mono no-underline hover:underline" href={hrefOf(row)}>
        {row.name}
      </Link>
    ),
  },
  {
    id: 'contract',
    title: 'Contract',
    priority: 2,
    cell: (row) =>
      row.contract ? (
        <span>
          {systemOf(row.contract.system)?.title ?? row.contract.system}{' '}
          <span className="text-faint">{row.contract.role}</span>
        </span>
      ) : (
        <span className="text-faint">{row.internal ? 'internal' : 'none'}</span>
      ),
  },
  {
    id: 'state',
    title: 'State',
    bare: true,
    cell: (row) => {
      const wrong = trouble(row)
      return wrong ? (
        <StatusChip tone={wrong.tone}>{wrong.say}</StatusChip>
      ) : (
        <StatusChip tone="good">in sync</StatusChip>
      )
    },
  },
  {
    id: 'partitions',
    title: 'Partitions',
    num: true,
    sortable: true,
    priority: 3,
    cell: (row) =>
      row.missing ? (
        '–'
      ) : (
        <>
          {row.partitions} <span className="text-faint">× {row.replication}</span>
        </>
      ),
  },
  {
    id: 'rate',
    title: 'Rate',
    num: true,
    sortable: true,
    cell: (row) => <span className={row.rate > 0 ? '' : 'text-faint'}>{rate(row.rate)}</span>,
  },
  {
    id: 'records',
    title: 'Records',
    num: true,
    sortable: true,
    priority: 2,
    cell: (row) => (row.missing ? '–' : number(row.records)),
  },
  {
    id: 'lag',
    title: 'Groups',
    num: true,
    sortable: true,
    cell: (row) =>
      row.groups.length === 0 ? (
        <span className="text-faint">none</span>
      ) : (
        <>
          {row.groups.length}{' '}
          <span className={lagOf(row) > 0 ? 'toned tone-warn' : 'text-faint'}>lag {number(lagOf(row))}</span>
        </>
      ),
  },
  {
    id: 'bad',
    title: 'Bad',
    num: true,
    sortable: true,
    priority: 3,
    cell: (row) =>
      row.bad > 0 ? (
        <Link className="toned tone-bad" href={`/bad?topic=${encodeURIComponent(row.contract?.topic ?? row.name)}`}>
          {number(row.bad)}
        </Link>
      ) : (
        <span className="text-faint">0</span>
      ),
  },
  { id: 'newest', title: 'Newest', num: true, sortable: true, priority: 2, cell: (row) => <Age t={row.newest} /> },
]

/** Every topic of the cluster beside what the contracts declare: what is wrong first. */
export function TopicsPage() {
  const router = useRouter()
  const view = useView<TopicRow>(spec, { everyMs: 500 })
  const { text: search, setText: setSearch } = useTyped('q')
  const [internal, setInternal] = useUrlState('internal')
  const [sort] = useUrlState('sort')
  const [asc] = useUrlState('asc')
  const all = useMemo(() => view.rows.map((row) => row.v), [view.rows])
  const rows = useMemo(
    () => pickTopics(all, { search, internal: internal === '1', sort, desc: asc !== '1' }),
    [all, search, internal, sort, asc],
  )
  const missing = all.filter((row) => row.missing)
  const there = all.filter((row) => !row.missing && !row.internal)
  const { cursor } = useList(rows, { key: (row) => row.name, open: (row) => router.push(hrefOf(row)), title: 'Topics' })
  const hidden = all.filter((row) => row.internal).length
  const unread = neverRead(view)
  return (
    <div className="page">
      <PageHead
        title="Topics"
        line={
          unread
            ? 'not known before Kafka has been reached once'
            : `${count(there.length, 'topic')} in the cluster, ${number(there.filter((row) => row.contract).length)} with a contract`
        }
      />
      {missing.length > 0 && <MissingTopics names={missing.map((row) => row.name)} />}
      <Panel
        id="topics"
        title="All topics"
        state={unread ? 'loading' : panelState(view)}
        error={view.error}
        loading={
          unread ? 'Kafka has not been reached yet; it is asked again by itself…' : 'Asking Kafka for its topics…'
        }
        note={unread ? undefined : `${number(rows.length)} listed`}
        sheet={() => ({
          name: 'topics',
          heads: ['topic', 'system', 'partitions', 'replication', 'not in sync', 'records', 'rate', 'lag', 'bad'],
          rows: rows.map((r) => [
            r.name,
            r.contract?.system ?? null,
            r.partitions,
            r.replication,
            r.underReplicated,
            r.records,
            r.rate,
            lagOf(r),
            r.bad,
          ]),
        })}
      >
        <div className="list-tools">
          <SearchInput
            label="Filter topics"
            placeholder="Filter by name or system"
            value={search}
            onChange={setSearch}
          />
          <Button look="quiet" aria-pressed={internal === '1'} onClick={() => setInternal(internal === '1' ? '' : '1')}>
            {internal === '1' ? 'Hide internal' : `Show internal${hidden ? ` (${hidden})` : ''}`}
          </Button>
        </div>
        {rows.length ? (
          <Table
            caption="Topics"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.name}
            cursor={cursor}
            onOpen={(row) => router.push(hrefOf(row))}
            sort={{ by: sort, desc: asc !== '1' }}
            onSort={(by, desc) => setUrl({ sort: by, asc: desc ? null : '1' })}
          />
        ) : (
          <Empty
            title={search ? 'No topic fits' : 'The cluster has no topics yet'}
            action={search && <Button onClick={() => setSearch('')}>Show all</Button>}
          >
            {search
              ? 'The filter looks at names and systems.'
              : 'Create the ones the contracts declare with the button above.'}
          </Empty>
        )}
      </Panel>
    </div>
  )
}
