'use client'
import type { EntityPanelProps } from '#components/entity/customer.tsx'
import { systemOf } from '#lib/systems/index.ts'
import { CandlesPanel } from './candles-panel.tsx'

/** The market of one symbol, above its batches. */
export function SymbolPanel({ system: id, rows }: EntityPanelProps) {
  const system = systemOf(id)
  const symbol = rows[0]?.v.topic
  return system && symbol ? <CandlesPanel id="candles" title="Candles" system={system} symbol={symbol} /> : null
}
