import { searcher } from '#components/ui/words.ts'
import type { Tone } from '#lib/contract.ts'
import type { Exchange, ExchangeState, Row } from '#lib/protocol.ts'

/** States in the order of the filter, each with its word, tone and shape. */
export const states: { id: ExchangeState; title: string; tone: Tone; mark: string; say: string }[] = [
  { id: 'waiting', title: 'Waiting', tone: 'accent', mark: '◐', say: 'No reply yet' },
  { id: 'answered', title: 'Answered', tone: 'good', mark: '✓', say: 'The model answered' },
  { id: 'failed', title: 'Failed', tone: 'bad', mark: '✕', say: 'Answered with an error' },
  { id: 'unanswered', title: 'No reply', tone: 'warn', mark: '◆', say: 'The service went past it without a reply' },
  {
    id: 'unclaimed',
    title: 'Unclaimed',
    tone: 'muted',
    mark: '○',
    say: 'A reply that belongs to no request on the topic',
  },
]
export const wordOf = (state: ExchangeState) => states.find((s) => s.id === state) ?? states[0]!

/** ms between request and reply, by their records. */
export const tookOf = ({ asked, said }: Exchange): number | null =>
  asked && said ? Math.max(0, said.t - asked.t) : null

/** The model's answer on one line. A list of plain texts, as Python prints it, is read as one; anything else stays as it is. */
export function plain(response: string): string {
  if (!/^\[(?:'[^'\\]*'(?:, )?)+\]$/.test(response)) return response
  return [...response.matchAll(/'([^'\\]*)'/g)].map(([, text]) => text).join(' · ')
}

/** Exchanges with all words of a search in what was asked or said. */
export function search(rows: readonly Row<Exchange>[], text: string): readonly Row<Exchange>[] {
  if (!text) return rows
  const found = searcher(text)
  return rows.filter(({ v: { asked, said, why } }) =>
    found([...(asked?.texts ?? []), said?.response, said?.cause, said?.error, said?.model, why].join(' ')),
  )
}

export const matchWord = {
  exact: { title: 'exact', say: 'The reply names its request in a record header' },
  inferred: { title: 'inferred', say: 'Replies carry no name here: the longest waiting request is taken for it' },
} as const

/** A model's name as it fits a panel: the last parts of a long path. */
export function modelName(model: string): string {
  if (model.startsWith('models:') || /^https?:/.test(model)) return model
  const parts = model.split('/').filter(Boolean)
  return parts.length > 3 ? `…/${parts.slice(-3).join('/')}` : model
}
