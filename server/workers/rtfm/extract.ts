import { fitReply } from '#lib/rtfm/canned.ts'
import type { Source } from './rank.ts'
import { termsOf } from './terms.ts'

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
const from = ({ username, channel, at }: Source): string =>
  `${username} in ${channel === 'DM' ? 'a direct message' : `#${channel}`}, ${stamp(at)}`

/** The part of a long text that speaks of what was asked: whole sentences around the best one. */
export function excerpt(text: string, question: string, most = 360): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  if (plain.length <= most) return plain
  const asked = new Set(termsOf(question))
  const sentences = plain.match(/[^.!?]+(?:[.!?]+|$)/g) ?? [plain]
  const score = (sentence: string) => new Set(termsOf(sentence).filter((term) => asked.has(term))).size
  let at = 0
  sentences.forEach((sentence, i) => {
    if (score(sentence) > score(sentences[at]!)) at = i
  })
  let [first, last] = [at, at]
  const joined = () =>
    sentences
      .slice(first, last + 1)
      .join('')
      .trim()
  while (last + 1 < sentences.length && joined().length + sentences[last + 1]!.length <= most) last++
  while (first > 0 && joined().length + sentences[first - 1]!.length <= most) first--
  const cut = joined()
  return `${first > 0 ? '… ' : ''}${cut.length > most ? `${cut.slice(0, most - 1)}…` : cut}${last + 1 < sentences.length ? ' …' : ''}`
}

/** An answer made of what was said, word for word, best first; it does not pretend to have been written by a model. */
export function extractive(question: string, sources: Source[]): string {
  const [best, ...others] = sources
  const quote = (source: Source, most?: number) => `“${excerpt(source.content, question, most)}” (${from(source)})`
  // What says much less than the best is a source, but no part of the answer.
  const also = others.filter(({ confidence }) => confidence >= best!.confidence * 0.7).slice(0, 3)
  const lines = [
    quote(best!),
    ...also.map((source) => `• ${quote(source, 240)}`),
    'Quoted from the chat history; no language model was asked.',
  ]
  return fitReply(lines.join('\n'))
}
