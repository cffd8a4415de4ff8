'use client'
import { widths } from '#lib/crypto/market.ts'
import { type MarketSettings, setMarket, widthName } from './settings.ts'

/** Which symbol, and how wide a candle is. */
export function MarketTools({ settings }: { settings: MarketSettings }) {
  const { symbol, symbols, width } = settings
  return (
    <div className="market-tools">
      {symbols.length > 1 && (
        <Choice label="Symbol" all={symbols} chosen={symbol} onChoose={setMarket.symbol} say={(s) => s} />
      )}
      <Choice label="Candle width" all={widths} chosen={width} onChoose={setMarket.width} say={widthName} />
    </div>
  )
}

function Choice<T extends string | number>(props: {
  label: string
  all: readonly T[]
  chosen: T
  onChoose: (one: T) => void
  say: (one: T) => string
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's look.
    <div className="choice" role="group" aria-label={props.label}>
      {props.all.map((one) => (
        <button key={one} type="button" aria-pressed={one === props.chosen} onClick={() => props.onChoose(one)}>
          {props.say(one)}
        </button>
      ))}
    </div>
  )
}
