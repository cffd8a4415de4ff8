import { toast } from '#components/ui/toast.tsx'
import type { MarketData } from '#lib/crypto/market.ts'
import type { MarketSettings } from './settings.ts'

/** Every minute of the range with all three numbers of each model, written by the server. Says so when predictions are missing from it. */
export function exportAll({ symbol, order }: MarketSettings, data: MarketData | undefined): void {
  const link = document.createElement('a')
  const span = data ? `from=${data.from}&to=${data.to}&` : ''
  link.href = `/api/crypto/${encodeURIComponent(symbol)}/export?${span}classes=${order}`
  link.download = `${symbol}.csv`
  link.click()
  if (data && data.database.state !== 'up')
    toast({ text: 'The database is away: newer predictions are missing from this file.', tone: 'warn' })
}
