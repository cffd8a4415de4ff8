'use client'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { toneColour } from '#components/charts/tones.ts'
import { LevelChip, StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { clock, number } from '#components/ui/format.ts'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import { Age, Moment } from '#components/ui/time.tsx'
import { driversOf, featureValue } from '#lib/delinquency/words.ts'
import type { Row, TailRow, Truth } from '#lib/protocol.ts'
import { boardOf, systemOf } from '#lib/systems/index.ts'
import { toNumber } from '#lib/wire.ts'
import { bandsOf } from './bands.ts'
import { compare, signed } from './changes.ts'
import { customerData } from './customer-data.ts'
import { Bars, Drivers } from './drivers.tsx'
import './entity.css'

const ScoreHistory = dynamic(() => import('./score-history.tsx').then((m) => m.ScoreHistory), {
  ssr: false,
  loading: () => <div className="chart" />,
})

export interface EntityPanelProps {
  system: string
  rows: readonly Row<TailRow>[]
  truth: Truth | null | undefined
  state: PanelState
}
const outcomeTone = {
  contacted: 'accent',
  payment_made: 'good',
  plan_agreed: 'good',
  no_response: 'warn',
  missed: 'bad',
} as const
const words = (text: string) => text.replaceAll('_', ' ')

/** A customer: the score over time, why it stands where it does, what changed, what was done about it, and what was paid. */
export function CustomerPanel({ system: id, rows, truth, state }: EntityPanelProps) {
  const data = useMemo(() => customerData(rows), [rows])
  const system = systemOf(id)
  const levels = boardOf(id, system?.entity?.board ?? '')?.levels
  const bands = useMemo(() => bandsOf(system).map((band) => ({ ...band, colour: toneColour(band.tone) })), [system])
  const points = useMemo(
    () =>
      data.predictions
        .filter(({ m }) => Number.isFinite(toNumber(m.risk_score)))
        .slice(-150)
        .map(({ t, m }) => ({ t, score: toNumber(m.risk_score), level: m.risk_level })),
    [data],
  )
  const marks = useMemo(
    () =>
      data.interventions
        .slice(0, 20)
        .map((i) => ({ t: i.began, title: words(i.m.intervention_type), colour: 'var(--accent)' })),
    [data],
  )
  const last = data.predictions.at(-1)
  const before = data.predictions.at(-2)
  const drivers = last ? driversOf(last.m) : []
  const compared = last && before ? compare(before.m, last.m) : null
  const loading = state === 'loading' ? state : undefined
  return (
    <>
      <div className="board-grid">
        <Panel
          id="history"
          title="Score over time"
          noun="record"
          truth={truth}
          state={loading ?? (points.length ? state : 'empty')}
          note={marks.length ? '◇ marks an intervention' : undefined}
          empty={
            <Empty title="Not scored yet">Ask for a prediction, or wait until the engine scores this customer.</Empty>
          }
          table={() => (
            <ChartTable
              caption="Score over time"
              heads={['Time', 'Level', 'Score']}
              rows={[...points].reverse().map((p, i) => ({ k: i, cells: [clock(p.t), p.level, p.score.toFixed(3)] }))}
            />
          )}
          sheet={() => ({
            name: 'scores',
            heads: ['time', 'level', 'score'],
            rows: points.map((p) => [new Date(p.t).toISOString(), p.level, p.score]),
          })}
        >
          <ScoreHistory points={points} bands={bands} marks={marks} />
        </Panel>
        <Panel
          id="why"
          title="What drives it"
          state={loading ?? (drivers.length ? 'live' : 'empty')}
          note={
            last && (
              <>
                of the score given <Age t={last.t} ago />
              </>
            )
          }
          empty={<Empty title="No explanation">The last prediction came without drivers.</Empty>}
        >
          {last?.m.explanation?.explanation_text && <p className="why-text">{last.m.explanation.explanation_text}</p>}
          <Drivers drivers={drivers} />
        </Panel>
      </div>
      <div className="panel-grid">
        <Panel
          id="changed"
          title="What changed"
          state={loading ?? (compared ? 'live' : 'empty')}
          note={compared ? 'since the prediction before' : undefined}
          empty={
            <Empty title="Nothing to compare yet">With the second prediction this shows what moved the score.</Empty>
          }
        >
          {compared && (
            <>
              <p className="score-step">
                <span>{compared.before.score.toFixed(2)}</span>{' '}
                <LevelChip level={compared.before.level} levels={levels} />
                <span aria-hidden="true">→</span>
                <span className="sr-only">to</span>
                <strong>{compared.after.score.toFixed(2)}</strong>{' '}
                <LevelChip level={compared.after.level} levels={levels} />
                <span className="mono text-muted">{signed(compared.after.score - compared.before.score, 3)}</span>
              </p>
              {compared.changes.length ? (
                <Bars
                  label="Drivers that moved"
                  bars={compared.changes.map((c) => ({
                    feature: c.feature,
                    note:
                      c.turned === 'gone'
                        ? 'no longer among the strongest'
                        : c.turned === 'new'
                          ? `now ${featureValue(c.feature, c.after)}`
                          : `${featureValue(c.feature, c.before)} → ${featureValue(c.feature, c.after)}`,
                    push: c.moved,
                  }))}
                />
              ) : (
                <p className="px-3.5 pb-3 text-muted">The strongest drivers are the same.</p>
              )}
            </>
          )}
        </Panel>
        <Panel
          id="interventions"
          title="Interventions"
          state={loading ?? (data.interventions.length ? 'live' : 'empty')}
          note={data.interventions.length ? `${data.interventions.length} known` : undefined}
          empty={
            <Empty title="None so far">
              HIGH and CRITICAL customers are offered help; what came of it stands here.
            </Empty>
          }
        >
          <Table
            caption="Interventions, newest first"
            rows={data.interventions}
            rowKey={(row) => row.id}
            maxHeight={300}
            columns={[
              {
                id: 'what',
                title: 'What was done',
                cell: (row) =>
                  `${words(row.m.intervention_type)}${row.m.channel ? `, by ${words(row.m.channel)}` : ''}`,
              },
              { id: 'level', title: 'At', cell: (row) => <LevelChip level={row.m.risk_level} levels={levels} /> },
              { id: 'when', title: 'When', priority: 2, cell: (row) => <Moment t={row.began} /> },
              {
                id: 'outcome',
                title: 'Outcome',
                cell: (row) =>
                  row.outcome ? (
                    <StatusChip tone={outcomeTone[row.outcome.status as keyof typeof outcomeTone] ?? 'muted'}>
                      {words(row.outcome.status)}
                    </StatusChip>
                  ) : (
                    <span className="text-muted">open</span>
                  ),
              },
            ]}
          />
        </Panel>
      </div>
      <Panel
        id="transactions"
        title="Transactions"
        state={loading ?? (data.transactions.length ? 'live' : 'empty')}
        note={data.transactions.length ? `newest ${number(Math.min(100, data.transactions.length))}` : undefined}
        empty={
          <Empty title="No transactions known">
            They appear with the first one; the console keeps as much history as Kafka does.
          </Empty>
        }
      >
        <Table
          caption="Transactions, newest first"
          rows={data.transactions.slice(0, 100)}
          rowKey={(row) => row.k}
          maxHeight={360}
          columns={[
            { id: 'when', title: 'When', cell: (row) => <Moment t={row.v.t} /> },
            {
              id: 'amount',
              title: 'Amount',
              num: true,
              cell: (row) => (
                <span
                  className={row.v.m?.txn_type === 'credit' ? 'toned tone-good' : ''}
                >{`${row.v.m?.txn_type === 'credit' ? '+' : '−'}${number(toNumber(row.v.m?.amount), 2)}`}</span>
              ),
            },
            { id: 'category', title: 'Category', cell: (row) => row.v.m?.category ?? '–' },
            { id: 'channel', title: 'Channel', priority: 2, cell: (row) => row.v.m?.channel ?? '–' },
            {
              id: 'merchant',
              title: 'Merchant',
              priority: 3,
              cell: (row) => <span className="mono">{row.v.m?.merchant_id ?? '–'}</span>,
            },
            {
              id: 'failed',
              title: 'Outcome',
              cell: (row) =>
                row.v.m?.is_failed ? (
                  <StatusChip tone="bad">refused</StatusChip>
                ) : (
                  <span className="text-muted">booked</span>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}
