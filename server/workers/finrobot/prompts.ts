import type { Random } from '../random.ts'

const companies = [
  'ACME',
  'Globex',
  'Initech',
  'Umbrella',
  'Hooli',
  'Stark',
  'Wayne',
  'Tyrell',
  'Soylent',
  'Wonka',
  'Duff',
]
const asks = [
  "Summarise {c}'s 10-K risk factors",
  'Outlook for {c} margins next year',
  'What drove {c}’s performance this year?',
  'Give a twelve month price target for {c}',
  "Who are {c}'s main competitors?",
  "How safe is {c}'s dividend?",
  'Which lawsuits is {c} facing right now?',
  'What does {c} guide for the coming quarters?',
  'Why did gross margin fall at {c}?',
  'Is {c} overvalued against its peers on EV/EBITDA?',
  'Is {c} losing market share?',
  'How much stock did {c} buy back last year?',
  'Currency exposure of {c} in the annual report',
  'Compare revenue and net income of {c} with the year before',
  'Expected earnings growth of {c} over five years',
]

/** What analysts do wrong, each kind as the console names it. */
const wrongs: Record<string, (text: string) => string> = {
  'not JSON': (text) => `input: ${text}`,
  'no input_data': (text) => JSON.stringify({ inputs: [text] }),
  'a single value': (text) => JSON.stringify({ input_data: { input: text } }),
  'wrong columns': (text) => JSON.stringify({ input_data: { input: [text], ticker: ['ACM'] } }),
  'an empty input': (text) => JSON.stringify({ input_data: { input: [text, null] } }),
}
export const badKinds: string[] = Object.keys(wrongs)

export function prompt(random: Random): string {
  return random.pick(asks).replace('{c}', random.pick(companies))
}

/** A request as a service would write it; one in `1 / share` is wrong in one of the documented ways, seldom so that a console cannot read it. */
export function request(random: Random, share = 0.04): { value: string; wrong?: string } {
  const text = prompt(random)
  if (random.chance(share)) {
    const wrong = badKinds[random.weighted([1, 1, 9, 9, 9])]!
    return { value: wrongs[wrong]!(text), wrong }
  }
  const more = random.weighted([70, 18, 8, 4])
  const input = [text, ...Array.from({ length: more }, () => prompt(random))]
  return { value: JSON.stringify({ input_data: { input } }) }
}

/** A request that is wrong in this way. */
export const wrongRequest = (kind: string, text: string): string => wrongs[kind]!(text)
