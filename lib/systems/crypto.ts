import type { System } from '../contract.ts'

export const crypto: System = {
  id: 'crypto',
  title: 'Crypto',
  blurb: 'Minute candles and next-minute predictions.',
  topics: [],
}
