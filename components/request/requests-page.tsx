'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import type { RequestRow, RequestsData, RequestState as State, ViewSpec } from '#lib/protocol.ts'
import { formOf, systemOf, systems } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { useLast } from '#components/panels/use-last.ts'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { PageHead } from '#components/shell/page-head.tsx'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { duration, number } from '#components/ui/format.ts'
import { Id } from '#components/ui/id.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Table, type TableColumn } from '#components/ui/table.tsx'
import { Moment, Since } from '#components/ui/time.tsx'
import { setUrl, useUrlState } from '#components/ui/url-state.ts'
import { searcher } from '#components/ui/words.ts'
import { isOpen, wholeTime } from './lanes.ts'
import { RequestState } from './request-state.tsx'
import './request.css'

const states: State[] = ['waiting', 'sent', 'late', 'failed', 'answered', 'delivered', 'cancelled']
const hrefOf = (row: RequestRow) => `/requests/${encodeURIComponent(row.id)}`
const titleOf = (row: RequestRow) => row.title || formOf(row.system, row.form)?.title || row.form
const forms = systems.flatMap((system) =>
  (system.forms ?? []).map((form) => ({ system, form, href: `/requests/new/${system.id}/${form.id}` })),
)

const columns: TableColumn<RequestRow>[] = [
  {
    id: 'title',
    title: 'Request',
    cell: (row) => (
      <Link className="no-underline hover:underline" href={hrefOf(row)}>
        {titleOf(row)}
      </Link>
    ),
  },
  { id: 'state', title: 'State', bare: true, cell: (row) => <RequestState request={row} /> },
  { id: 'say', title: 'Answer', wrap: true, cell: (row) => row.error ?? row.say },
  { id: 'system', title: 'System', priority: 2, cell: (row) => systemOf(row.system)?.title ?? row.system },
  {
    id: 'took',
    title: 'Took',
    num: true,
    priority: 2,
    cell: (row) => {
      const took = wholeTime(row)
      return took === null ? isOpen(row) ? <Since t={row.at} /> : '–' : duration(took)
    },
  },
  { id: 'at', title: 'Asked', num: true, priority: 2, cell: (row) => <Moment t={row.at} /> },
  { id: 'id', title: 'Id', priority: 3, cell: (row) => <Id id={row.id} /> },
]

/** What was asked of the systems and what came of it, live. */
export function RequestsPage() {
  const router = useRouter()
  const [system, setSystem] = useUrlState('system')
  const [state, setState] = useUrlState('state')
  const spec = useMemo<ViewSpec>(() => ({ kind: 'requests', ...(systemOf(system) ? { system } : {}) }), [system])
  const view = useLast(useView<RequestRow, RequestsData>(spec, { everyMs: 250 }))
  const { text, setText } = useTyped('q')
  const rows = useMemo(() => {
    const found = searcher(text)
    return view.rows
      .map((row) => row.v)
      .filter(
        (row) =>
          (!state || row.state === state) && found(`${titleOf(row)} ${row.id} ${row.error ?? row.say} ${row.system}`),
      )
  }, [view.rows, state, text])
  const counts = view.data?.counts
  const { cursor } = useList(rows, { key: (row) => row.id, open: (row) => router.push(hrefOf(row)), title: 'Requests' })
  const filtered = Boolean(system || state || text)
  return (
    <div className="page">
      <PageHead
        title="Requests"
        line={
          counts
            ? `${number(counts.waiting + counts.sent)} open, ${number(counts.late)} late, ${number(counts.failed)} failed`
            : 'Ask the systems, and follow each request to its answer'
        }
        actions={
          <Menu items={forms.map(({ system: s, form, href }) => ({ label: `${s.title}: ${form.title}`, href }))}>
            New request
          </Menu>
        }
      />
      <Panel
        id="requests"
        title="All requests"
        state={panelState(view)}
        error={view.error}
        loading="Asking for the requests…"
        note={
          view.data
            ? `${number(rows.length)} listed${view.data.total > view.rows.length ? `, newest of ${number(view.data.total)}` : ''}`
            : undefined
        }
        sheet={() => ({
          name: 'requests',
          heads: ['id', 'system', 'form', 'state', 'asked', 'took ms', 'answer'],
          rows: rows.map((r) => [
            r.id,
            r.system,
            r.form,
            r.state,
            new Date(r.at).toISOString(),
            wholeTime(r),
            r.error ?? r.say,
          ]),
        })}
      >
        <div className="list-tools">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's look. */}
          <div className="state-filters" role="group" aria-label="State">
            {states.map((s) => (
              <Button key={s} look="quiet" aria-pressed={state === s} onClick={() => setState(state === s ? '' : s)}>
                {s} {counts && <span className="text-faint">{number(counts[s] ?? 0)}</span>}
              </Button>
            ))}
          </div>
          <select
            className="input"
            aria-label="System"
            value={system}
            onChange={(event) => setSystem(event.target.value)}
          >
            <option value="">All systems</option>
            {systems.map((s) => (
              <option key={s.id} value={s.id}>
                {s.title}
              </option>
            ))}
          </select>
          <SearchInput
            label="Filter requests"
            placeholder="Filter by title, answer or id"
            value={text}
            onChange={setText}
          />
        </div>
        {rows.length ? (
          <Table
            caption="Requests, newest first"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            cursor={cursor}
            onOpen={(row) => router.push(hrefOf(row))}
          />
        ) : filtered && view.rows.length + (view.data?.total ?? 0) > 0 ? (
          <Empty
            title="No request fits"
            action={<Button onClick={() => setUrl({ system: null, state: null, q: null })}>Show all</Button>}
          />
        ) : (
          <Empty title="Nothing was asked yet" action={<FormCards />}>
            Choose a form; the request is then followed here from its acceptance to its answer.
          </Empty>
        )}
      </Panel>
    </div>
  )
}

const FormCards = () => (
  <div className="form-cards">
    {forms.map(({ system, form, href }) => (
      <Link key={href} href={href} className="form-card">
        <strong>{form.title}</strong>
        <span>
          {system.title}: {form.blurb}
        </span>
      </Link>
    ))}
  </div>
)
