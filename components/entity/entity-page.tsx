'use client'
import { useCallback, useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { FormButtons } from '#components/panels/form-buttons.tsx'
import { panelState } from '#components/panels/panel-state.ts'
import type { Form } from '#lib/contract.ts'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import { fieldsOf } from '#lib/request/fields.ts'
import { systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { PageHead } from '#components/shell/page-head.tsx'
import { Cell } from '#components/ui/cell.tsx'
import { Empty, Trouble } from '#components/ui/empty.tsx'
import { Id } from '#components/ui/id.tsx'
import { TruthLine } from '#components/ui/truth-line.tsx'
import { foldBoard } from './fold-board.ts'
import { entityPanels } from './index.ts'
import { Timeline } from './timeline.tsx'

/** The page of one key of a system: customer, job, symbol. */
export function EntityPage({ system: id, entityKey }: { system: string; entityKey: string }) {
  const system = systemOf(id)
  const entity = system?.entity
  const board = system?.boards?.find((b) => b.id === entity?.board)
  const spec = useMemo<ViewSpec>(() => ({ kind: 'entity', system: id, key: entityKey }), [id, entityKey])
  const view = useView<TailRow>(spec, { everyMs: 250 })
  const last = useMemo(
    () =>
      view.rows
        .filter((row) => row.v.topic === board?.topic && row.v.m)
        .reduce<(typeof view.rows)[number] | undefined>(
          (newest, row) => (!newest || row.v.t >= newest.v.t ? row : newest),
          undefined,
        ),
    [view, board],
  )
  const now = useMemo(() => foldBoard(board, view.rows), [board, view.rows])
  // A form of the system that has a field for this key begins with it.
  const fill = useCallback(
    (form: Form) => {
      const field = fieldsOf(form.input).find(
        (f) =>
          f.widget === entity?.noun.toLowerCase() ||
          f.name === `${entity?.noun.toLowerCase()}_id` ||
          f.name === entity?.noun.toLowerCase(),
      )
      return field ? { [field.name]: entityKey } : undefined
    },
    [entity, entityKey],
  )
  if (!system || !entity) return <Empty title="There is no such page">This system has no pages per key.</Empty>
  const Special = entity.panel ? entityPanels[entity.panel] : undefined
  const state = panelState(view)
  const noun = entity.noun.toLowerCase()
  return (
    <div className="page">
      <PageHead
        title={
          <span className="entity-title">
            {entity.noun} <Id id={entityKey} most={24} />
            {last &&
              now !== undefined &&
              board?.columns
                .filter((c) => c.kind === 'level' || c.kind === 'score' || c.kind === 'status')
                .map((column) => (
                  <span key={column.id} className="entity-now">
                    <Cell
                      column={column}
                      message={now}
                      entry={{ time: last.v.t, key: last.v.key, partition: last.v.p, offset: last.v.o }}
                      levels={board.levels}
                      plain
                    />
                  </span>
                ))}
          </span>
        }
        line={view.truth && <TruthLine truth={view.truth} />}
        actions={<FormButtons system={system} fill={fill} />}
      />
      {view.error && (
        <Trouble
          title={`This ${noun} cannot be shown now`}
          cause={view.error}
          remedy="It is asked for again by itself."
        />
      )}
      {!view.error && state !== 'loading' && view.rows.length === 0 ? (
        <section className="panel">
          <Empty title={`Nothing is known of this ${noun} yet`}>
            Records appear here as they arrive. Use a form above to send one, or check the id:{' '}
            <span className="mono break-all">{entityKey}</span>
          </Empty>
        </section>
      ) : (
        <>
          {Special && <Special system={id} rows={view.rows} truth={view.truth} state={state} />}
          <Timeline system={system} rows={view.rows} state={state} noun={noun} />
        </>
      )}
    </div>
  )
}
