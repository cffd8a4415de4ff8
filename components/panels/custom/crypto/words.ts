import { number } from '#components/ui/format.ts'
import type { Side } from '#lib/crypto/classes.ts'

/** Prices with as many digits as they trade in: 122,004.10, 3.2145, 0.000123. */
export const price = (value: number): string =>
  number(value, Math.abs(value) >= 1000 ? 2 : Math.abs(value) >= 1 ? 4 : 6)

/** On an axis only what tells its ticks apart. */
export function axisPrice(value: number, step: number): string {
  const digits = step >= 1 ? 0 : Math.min(8, Math.ceil(-Math.log10(step)))
  return number(value, digits)
}

/** "+0.42 %" with its sign. */
export function signed(share: number, digits = 2): string {
  const text = number(Math.abs(share * 100), digits)
  const zero = Number(text.replaceAll(',', '')) === 0
  return `${zero ? '' : share > 0 ? '+' : '−'}${text} %`
}

export const sideWord: Record<Side, string> = { buy: 'buy', sell: 'sell', hold: 'hold' }
export const sideMark: Record<Side, string> = { buy: '▲', sell: '▼', hold: '◆' }

/** "21 Nov 14:02", local. */
export function candleTime(t: number, stepMs: number): string {
  const d = new Date(t)
  const day = `${d.getDate()} ${d.toLocaleString('en', { month: 'short' })}`
  if (stepMs >= 86_400_000) return day
  return `${day} ${d.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}

/** Lines of models: colour and dash, so that they are told apart without colour too. */
const colours = ['var(--accent)', 'var(--medium)', 'var(--low)', 'var(--high)', 'var(--critical)', 'var(--text)']
const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 2', '10 4']
export const runStroke = (i: number): { stroke: string; strokeDasharray?: string } => ({
  stroke: colours[i % colours.length]!,
  ...(dashes[i % dashes.length] && { strokeDasharray: dashes[i % dashes.length] }),
})
