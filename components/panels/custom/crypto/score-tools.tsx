'use client'
import { number } from '#components/ui/format.ts'
import { type ClassOrder, orders, sayOrder } from '#lib/crypto/classes.ts'
import { type MarketSettings, setMarket } from './settings.ts'

/** How the three numbers are read, and what a right sell earns. */
export function ScoreTools({ settings: { order, sell } }: { settings: MarketSettings }) {
  return (
    <div className="score-tools">
      <label title="The trainers label 0 Sell, 1 Hold, 2 Buy; numbers that do not sum to 1 go through softmax first">
        Classes 0, 1, 2 are
        <select className="input" value={order} onChange={(event) => setMarket.order(event.target.value as ClassOrder)}>
          {orders.map((one) => (
            <option key={one} value={one}>
              {sayOrder(one)}
            </option>
          ))}
        </select>
      </label>
      <label title="1 takes a sell for a short of the same size, 0 for staying out of the market">
        Sell scale
        <input
          type="range"
          min={0}
          max={2}
          step={0.1}
          value={sell}
          onChange={(event) => setMarket.sell(Number(event.target.value))}
        />
        <output>{number(sell, 1)}</output>
      </label>
    </div>
  )
}
