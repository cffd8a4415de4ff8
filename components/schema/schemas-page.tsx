'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import type { SchemaRow, SchemasData, ViewSpec } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { topicHref } from '#components/shell/places.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { count, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table, type TableColumn } from '#components/ui/table.tsx'
import { RegisterMissing } from './register.tsx'
import { RegistryLine, RegistryNotice } from './registry-line.tsx'
import { pickSchemas, sayLevel, sayType, schemaHref, verdicts } from './words.ts'

const spec: ViewSpec = { kind: 'schemas' }

const columns: TableColumn<SchemaRow>[] = [
  {
    id: 'subject',
    title: 'Subject',
    cell: (row) => (
      <Link className="mono no-underline hover:underline" href={schemaHref(row.subject)}>
        {row.subject}
      </Link>
    ),
  },
  {
    id: 'verdict',
    title: 'State',
    bare: true,
    cell: (row) => (
      <span title={verdicts[row.verdict].explain}>
        <StatusChip tone={verdicts[row.verdict].tone}>{verdicts[row.verdict].say}</StatusChip>
      </span>
    ),
  },
  {
    id: 'contract',
    title: 'Contract',
    priority: 2,
    cell: (row) =>
      row.system ? (
        <span>
          {systemOf(row.system)?.title ?? row.system} <span className="text-faint">{row.title?.toLowerCase()}</span>
        </span>
      ) : (
        <span className="text-faint">none</span>
      ),
  },
  {
    id: 'topics',
    title: 'Topic',
    priority: 3,
    cell: (row) =>
      row.topics.length ? (
        row.topics.map((topic) => (
          <Link key={topic} className="mono no-underline hover:underline" href={topicHref(topic)}>
            {topic}
          </Link>
        ))
      ) : (
        <span className="text-faint">–</span>
      ),
  },
  { id: 'version', title: 'Version', num: true, cell: (row) => (row.version === null ? '–' : number(row.version)) },
  { id: 'type', title: 'Type', priority: 2, cell: (row) => sayType(row.type) },
  { id: 'level', title: 'Compatibility', priority: 2, cell: (row) => sayLevel(row.level) },
]

/** Every subject of the schema registry beside what the contracts declare: what is wrong first. */
export function SchemasPage() {
  const router = useRouter()
  const view = useView<SchemaRow, SchemasData>(spec, { everyMs: 500 })
  const { text: search, setText: setSearch } = useTyped('q')
  const all = useMemo(() => view.rows.map((row) => row.v), [view.rows])
  const rows = useMemo(() => pickSchemas(all, search), [all, search])
  const open = (row: SchemaRow) => router.push(schemaHref(row.subject))
  const { cursor } = useList(rows, { key: (row) => row.subject, open, title: 'Schemas' })
  const { registry, at = 0, more = 0 } = view.data ?? {}
  const missing = all.filter((row) => row.verdict === 'missing').map((row) => row.subject)
  const state = panelState(view)
  return (
    <div className="page">
      <PageHead title="Schemas" line={<RegistryLine registry={registry} />} />
      <RegistryNotice registry={registry} at={at} />
      {registry?.state === 'up' && missing.length > 0 && <RegisterMissing subjects={missing} />}
      <Panel
        id="schemas"
        title="All subjects"
        state={state === 'live' && at > 0 && registry?.state === 'down' ? 'stale' : state}
        error={view.error}
        loading="Asking the console for the schemas…"
        note={`${count(rows.length, 'subject')}${more ? `, ${number(more)} more in the registry` : ''}`}
        sheet={() => ({
          name: 'schemas',
          heads: ['subject', 'state', 'system', 'topics', 'version', 'type', 'compatibility', 'reasons'],
          rows: rows.map((r) => [
            ...[r.subject, r.verdict, r.system, r.topics.join(' '), r.version, r.type, r.level, r.reasons.join('; ')],
          ]),
        })}
      >
        <div className="list-tools">
          <SearchInput
            label="Filter schemas"
            placeholder="Filter by name, system or topic"
            value={search}
            onChange={setSearch}
          />
        </div>
        {rows.length ? (
          <Table
            caption="Schemas"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.subject}
            cursor={cursor}
            onOpen={open}
          />
        ) : (
          <Empty
            title={search ? 'No subject fits' : 'No subjects yet'}
            action={search && <Button onClick={() => setSearch('')}>Show all</Button>}
          >
            {search
              ? 'The filter looks at names, systems, topics, types and levels.'
              : 'A subject appears here as soon as somebody registers one.'}
          </Empty>
        )}
      </Panel>
    </div>
  )
}
