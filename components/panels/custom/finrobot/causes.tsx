'use client'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import { useExchanges } from './use-exchanges.ts'
import './finrobot.css'

/** Failures counted by kind, most frequent first; pressing one filters the list. */
export function CausesPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { view, only, setOnly } = useExchanges(system.id)
  const causes = view.data?.causes ?? []
  const most = causes[0]?.n ?? 1
  const done = view.data ? view.data.counts.answered + view.data.counts.failed : 0
  return (
    <Panel
      id={id}
      title={title}
      note={done ? `of ${number(done)} replies` : undefined}
      state={panelState(view, causes.length === 0)}
      error={view.error}
      empty={<Empty title="No error among the replies">Kinds of failure are counted here, the commonest first.</Empty>}
      sheet={() => ({
        name: `${system.id}-${id}`,
        heads: ['Cause', 'Replies', 'Last (UTC)', 'Example'],
        rows: causes.map(({ cause, n, last, example }) => [cause, n, new Date(last).toISOString(), example]),
      })}
    >
      <ul className="ex-causes">
        {causes.map(({ cause, n, last, example }) => (
          <li key={cause}>
            <button
              type="button"
              className="ex-cause"
              aria-pressed={only === cause}
              title={example.slice(0, 300)}
              onClick={() => setOnly(only === cause ? '' : cause)}
            >
              <span className="ex-cause-name">{cause}</span>
              <span className="ex-cause-age">
                <Age t={last} ago />
              </span>
              <strong>{number(n)}</strong>
              <span className="ex-cause-bar" aria-hidden="true">
                <i style={{ width: `${(n / most) * 100}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
