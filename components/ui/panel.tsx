'use client'
import type { ReactNode } from 'react'
import type { Truth } from '#lib/protocol.ts'
import { copy } from './copy.tsx'
import { download, type Sheet } from './csv.ts'
import { Trouble, Waiting } from './empty.tsx'
import { compact } from './format.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { TruthLine } from './truth-line.tsx'
import { useUrlState } from './url-state.ts'

/** `stale` is dimmed, `paused` counts what waits, `empty` and `error` replace the body. `gap`: some rows were passed over. */
export type PanelState = 'live' | 'loading' | 'stale' | 'paused' | 'empty' | 'error' | 'gap'

export interface PanelProps {
  /** Unique on the page: anchor of Copy link and of the table view. */
  id: string
  title: ReactNode
  /** From useView: makes the truth line. */
  truth?: Truth | null
  /** What is counted: "prediction". */
  noun?: string
  /** Small print instead of or after the truth line: "top 200 of 8,412". */
  note?: ReactNode
  /** The note says more than the truth line: it stands before it, and stays when there is little room. */
  noteFirst?: boolean
  state?: PanelState
  /** Updates that wait while paused. */
  waiting?: number
  /** Shown when state is `empty`. */
  empty?: ReactNode
  /** Cause when state is `error`. */
  error?: string | null
  /** Says what it waits for when state is `loading`. */
  loading?: string
  /** Numbers behind a chart: adds Table view to the menu. */
  table?: () => ReactNode
  /** Adds Export CSV to the menu. */
  sheet?: () => Sheet
  menu?: MenuItem[]
  /** Buttons and filters on the right of the head. */
  actions?: ReactNode
  children: ReactNode
  className?: string
}

const dots = (
  <svg width="14" height="14" viewBox="0 0 14 14" fill="currentColor" aria-hidden="true">
    <circle cx="2.5" cy="7" r="1.3" />
    <circle cx="7" cy="7" r="1.3" />
    <circle cx="11.5" cy="7" r="1.3" />
  </svg>
)

/** A titled box that tells the truth about what it shows, with the same small menu everywhere. */
export function Panel(props: PanelProps) {
  const {
    id,
    title,
    truth,
    noun,
    note,
    noteFirst = false,
    state = 'live',
    waiting = 0,
    table,
    sheet,
    menu = [],
    actions,
    className = '',
  } = props
  const [asTable, setAsTable] = useUrlState('table')
  const shown = asTable === id
  const items: MenuItem[] = [
    ...menu,
    {
      label: 'Copy link',
      run: () => copy(`${location.origin}${location.pathname}${location.search}#${id}`, 'Link copied'),
    },
    ...(table ? [{ label: 'Table view', checked: shown, run: () => setAsTable(shown ? '' : id) }] : []),
    ...(sheet ? [{ label: 'Export CSV', run: () => download(sheet()) }] : []),
  ]
  return (
    <section className={`panel ${className}`} id={id} data-state={state} aria-labelledby={`${id}-title`}>
      <div className="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <span className="truth panel-truth">
          {state === 'stale' && <span className="warn">no longer live · </span>}
          {state === 'gap' && <span className="warn">repaired after a gap · </span>}
          {state === 'paused' && <b>held{waiting > 0 ? `, ${compact(waiting)} new while you read` : ''} · </b>}
          {noteFirst && note}
          {noteFirst && truth && note && ' · '}
          {truth && <TruthLine truth={truth} noun={noun} />}
          {!noteFirst && truth && note && ' · '}
          {!noteFirst && note}
        </span>
        {actions}
        <Menu items={items} look="quiet" icon name={`Menu of ${typeof title === 'string' ? title : id}`}>
          {dots}
        </Menu>
      </div>
      <div className="panel-body">
        <Body {...props} asTable={shown} />
      </div>
    </section>
  )
}

function Body({ state = 'live', empty, error, loading, table, children, asTable }: PanelProps & { asTable: boolean }) {
  if (state === 'loading') return <Waiting text={loading ?? 'Waiting for the first values…'} />
  if (state === 'error')
    return (
      <Trouble
        title="This cannot be shown now"
        cause={error}
        remedy="It is asked for again by itself; other panels are not affected."
      />
    )
  if (state === 'empty' && empty) return empty
  if (asTable && table) return table()
  return children
}
