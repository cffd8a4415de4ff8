import type { Archive, Said } from './archive.ts'
import { termsOf } from './terms.ts'

/** Of the nearest, so many are weighed; below the bound nothing is said; and at most so many are shown. */
export const nearest = 10
export const leastConfidence = 0.3
export const mostSources = 5

export interface Source extends Said {
  /** 0..1: how much of what was asked for the message speaks of. */
  confidence: number
}

/** Texts that answer questions of a kind look a certain way: a time, a place, a name, steps. */
const looks: [asked: RegExp, said: RegExp][] = [
  [
    /\bwhen\b|\bwhat time\b|\bdeadline\b|\bdue\b/i,
    /\d{1,2}[:.]\d\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b/i,
  ],
  [/\bwhere\b|\blink\b/i, /https?:|#\w|\/\w|\bpinned\b|\broom\b/i],
  [/\bwho\b|\bwhom\b/i, /@\w|\bask\b|\b[A-Z][a-z]{2,}\b/],
  [/\bhow\b|\bsteps?\b|\binstructions?\b/i, /`|\bnpm\b|\bfirst\b|\bthen\b|\brun\b|\bopen\b|\bclone\b/i],
]

/** Somebody who asks the same does not answer it. */
const asksItself = (text: string): boolean => /\?\s*$/.test(text.trim())
const bare = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim()

/** How alike two terms are: the same, a form of the same word, or nothing. */
function likeness(a: string, b: string): number {
  if (a === b) return 1
  const shorter = Math.min(a.length, b.length)
  return shorter >= 5 && a.slice(0, 5) === b.slice(0, 5) && Math.abs(a.length - b.length) <= 4 ? 0.6 : 0
}

/** 0..1: the part of a question's terms, by weight, that a text speaks of. */
export function coverage(asked: ReadonlyMap<string, number>, text: string): number {
  const said = new Set(termsOf(text))
  let have = 0
  let all = 0
  for (const [term, weight] of asked) {
    all += weight
    let best = said.has(term) ? 1 : 0
    if (!best) for (const other of said) best = Math.max(best, likeness(term, other))
    have += weight * best
  }
  return all > 0 ? have / all : 0
}

/** The messages an answer rests on, best first: near, sure enough, said once, the newer before the older where both say as much. */
export async function sourcesFor(archive: Archive, question: string, not?: string): Promise<Source[]> {
  const terms = [...new Set(termsOf(question))].slice(0, 32)
  if (!terms.length) return []
  const seen = new Set<string>()
  const candidates = (await archive.near(question, nearest * 4))
    .sort((a, b) => b.at - a.at)
    .filter((said) => said.message_id !== not && bare(said.content) !== bare(question))
  const asked = await archive.weights(terms)
  const newest = candidates[0]?.at ?? 0
  const scored = candidates
    .filter(({ content }) => !seen.has(bare(content)) && seen.add(bare(content)))
    .map((said): Source & { rank: number } => {
      const sure = coverage(asked, `${said.content} ${said.channel}`) * (asksItself(said.content) ? 0.5 : 1)
      const fits = looks.some(([wanted, look]) => wanted.test(question) && look.test(said.content))
      const ageDays = (newest - said.at) / 86_400_000
      return {
        ...said,
        confidence: Math.round(sure * 1000) / 1000,
        rank: sure + (fits ? 0.12 : 0) + 0.06 / (1 + ageDays),
      }
    })
    .sort((a, b) => b.rank - a.rank)
    .slice(0, nearest)
    .filter(({ confidence }) => confidence >= leastConfidence)
  return scored.slice(0, mostSources).map(({ rank: _, ...source }) => source)
}
