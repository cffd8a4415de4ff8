import { type Driver, featureTitle, featureValue } from '#lib/delinquency/words.ts'
import { signed } from './changes.ts'
import './entity.css'

export interface Bar {
  feature: string
  note: string
  /** To the right raises the score, to the left lowers it; null = direction not known. */
  push: number | null
}

/** Diverging bars: what raises a score to the right, what lowers it to the left, each with its number. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  const widest = Math.max(0.0001, ...bars.map((bar) => Math.abs(bar.push ?? 0)))
  return (
    <ul className="drivers" aria-label={label}>
      {bars.map(({ feature, note, push }) => (
        <li key={feature} className="driver">
          <span className="driver-name" title={feature}>
            {featureTitle(feature)} <small>{note}</small>
          </span>
          <span className="driver-road" aria-hidden="true">
            {push !== null && (
              <i
                className={push > 0 ? 'tone-high' : 'tone-low'}
                style={{ width: `${(Math.abs(push) / widest) * 50}%`, [push > 0 ? 'left' : 'right']: '50%' }}
              />
            )}
          </span>
          <span className="mono driver-push">{push === null ? '–' : signed(push)}</span>
        </li>
      ))}
    </ul>
  )
}

/** The last explanation: each driver with its value and what it adds to the score. */
export const Drivers = ({ drivers }: { drivers: Driver[] }) => (
  <Bars
    label="What drives the score"
    bars={drivers.map((d) => ({ feature: d.feature, note: featureValue(d.feature, d.value), push: d.impact }))}
  />
)
