'use client'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { duration, number, percent } from '#components/ui/format.ts'
import { Mark } from '#components/ui/mark.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { System } from '#lib/contract.ts'
import type { Side } from '#lib/crypto/classes.ts'
import type { MarketData, RunData } from '#lib/crypto/market.ts'
import { sentence } from './notes.tsx'
import { ScoreTools } from './score-tools.tsx'
import { useMarket } from './use-market.ts'
import { candleTime, runStroke, sideMark, signed } from './words.ts'
import './crypto.css'
import './models.css'

/** How every model and version did in the range: profit, hits, and what it said how often. */
export function ModelsPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { data, settings, ...view } = useMarket(system)
  const nothing = data !== undefined && data.runs.length === 0
  return (
    <Panel
      id={id}
      title={title}
      state={data ? panelState(view, false) : view.error ? 'error' : 'loading'}
      error={view.error}
      loading="Reading predictions…"
      note={data && !nothing && <Base data={data} />}
      sheet={() => sheetOf(settings.symbol, data)}
    >
      <ScoreTools settings={settings} />
      {data && nothing && (
        <Empty title={data.database.state === 'connecting' ? 'Reading predictions…' : 'Nothing to judge yet'}>
          {'why' in data.database
            ? sentence(data.database.why)
            : 'Every consumer in the pipeline below fills one card, for its model and version.'}
        </Empty>
      )}
      {data && !nothing && (
        <div className="run-clip">
          <ul className="run-cards">
            {data.runs.map((run, i) => (
              <RunCard key={run.id} run={run} i={i} base={baseOf(data)} />
            ))}
          </ul>
        </div>
      )}
    </Panel>
  )
}

const baseOf = ({ base }: MarketData): number | null => (base.scored > 0 ? base.hits / base.scored : null)

/** What the figures are over, and the simplest rival. */
function Base({ data }: { data: MarketData }) {
  const base = baseOf(data)
  const said = base === null ? '' : ` · always hold would hit ${percent(base)}`
  return `over ${duration(data.to - data.from)}, next minute judged, before fees${said}`
}

const order: Side[] = ['sell', 'hold', 'buy']

function RunCard({ run, i, base }: { run: RunData; i: number; base: number | null }) {
  const { score } = run
  const points = base !== null && score.accuracy !== null ? Math.round((score.accuracy - base) * 1000) / 10 : null
  const profit = signed(score.profit)
  return (
    <li className="run-card" data-run={run.id}>
      <h3>
        <svg width="22" height="8" aria-hidden="true">
          <path d="M0 4H22" fill="none" strokeWidth="2" {...runStroke(i)} />
        </svg>
        {run.model} <span>{run.version}</span>
      </h3>
      <dl className="run-figures">
        <div className={profit.startsWith('+') ? 'rise' : profit.startsWith('−') ? 'fall' : ''}>
          <dt>Profit</dt>
          <dd>{score.scored > 0 ? profit : '–'}</dd>
        </div>
        <div>
          <dt>Hit rate</dt>
          <dd data-testid="accuracy">{score.accuracy === null ? '–' : percent(score.accuracy)}</dd>
          <dd className="run-small">
            {number(score.hits)} of {number(score.scored)}
            {points !== null && ` · ${sayPoints(points)}`}
          </dd>
        </div>
      </dl>
      <div className="run-split" aria-hidden="true">
        {order.map((side) => (
          <i key={side} className={`share-${side}`} style={{ flexGrow: score.counts[side] }} />
        ))}
      </div>
      <dl className="run-sides">
        {order.map((side) => (
          <div key={side}>
            <dt className={`side-${side}`}>
              <Mark shape={sideMark[side]} size={7} /> {side}
            </dt>
            <dd>{number(score.counts[side])}</dd>
            <dd className="run-small">
              {score.scoredOf[side] > 0 ? `${percent(score.hitsOf[side] / score.scoredOf[side])} right` : 'none judged'}
            </dd>
          </div>
        ))}
      </dl>
      <p className="run-small">{standing(run)}</p>
    </li>
  )
}

const sayPoints = (points: number): string =>
  points === 0
    ? 'as often as always hold'
    : `${number(Math.abs(points), 1)} points ${points > 0 ? 'above' : 'below'} always hold`

/** "newest 21 Nov 14:02 · 3 candles behind" */
function standing({ newest, behind, holes }: RunData): string {
  if (newest === null) return 'no prediction yet'
  const parts = [`newest ${candleTime(newest, 60_000)}`]
  // The candle that has just ended is being predicted.
  if (behind > 1) parts.push(`${number(behind)} candles behind`)
  else parts.push('up to date')
  if (holes > 0) parts.push(`${number(holes)} ${holes === 1 ? 'hole' : 'holes'} before it`)
  return parts.join(' · ')
}

const sheetOf = (symbol: string, data: MarketData | undefined) => ({
  name: `${symbol}-models`,
  heads: [
    'model',
    'version',
    'predictions',
    'judged',
    'hits',
    'hit rate',
    'profit',
    ...order,
    ...order.map((s) => `${s} hits`),
  ],
  rows: (data?.runs ?? []).map(({ model, version, score: s }) => [
    ...[model, version, s.n, s.scored, s.hits, s.accuracy, s.profit],
    ...order.map((side) => s.counts[side]),
    ...order.map((side) => s.hitsOf[side]),
  ]),
})
