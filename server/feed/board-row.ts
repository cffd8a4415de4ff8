import type { BoardRow } from '#lib/protocol.ts'

/** What a board knows of one key. */
export interface Known {
  key: string
  /** The message, or undefined while only its bytes are kept: ask the board's `message`. */
  m: any
  /** What the message was read from: the first `length` bytes of `bytes`, which the next one is written over. */
  bytes: Buffer | undefined
  length: number
  /** epoch ms */
  t: number
  p: number
  o: number
  /** Written round and round: the next value goes to `turn`. */
  trend: number[]
  turn: number
  level: string | undefined
  rank: number
  /** How often it was replaced since the console started. */
  updates: number
  /** Console sequence of the record it comes from: replaying older ones changes nothing. */
  seq: number
  gone: boolean
  /** Changed since it was last written to the index. */
  unsaved: boolean
  /** A bit for every order that has not seen the last change. */
  touched: number
  wire: BoardRow | undefined
  hay: string | undefined
}

/** What the index keeps of a row: its message, or the text of it. */
export type Saved = Pick<Known, 'key' | 't' | 'p' | 'o' | 'trend' | 'seq'> & { m?: any; text?: string }

export const trendLength = 28

/** The trend, oldest value first. */
export const trendOf = ({ trend, turn }: Known): number[] =>
  trend.length < trendLength ? trend.slice() : [...trend.slice(turn), ...trend.slice(0, turn)]

export const blank = (key: string): Known => ({
  key,
  m: undefined,
  bytes: undefined,
  length: 0,
  t: 0,
  p: 0,
  o: 0,
  trend: [],
  turn: 0,
  level: undefined,
  rank: 0,
  updates: 0,
  seq: 0,
  gone: false,
  unsaved: false,
  touched: 0,
  wire: undefined,
  hay: undefined,
})

/** A sparkline of 28 px needs no 17 digits. */
export const rounded = (x: number): number => (Math.abs(x) < 10 ? Math.round(x * 1e4) / 1e4 : Math.round(x * 100) / 100)
