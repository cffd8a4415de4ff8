/** Words that say nothing about what is asked. */
const empty = new Set(
  (
    'a about after all also am an and any are as at be been before but by can could did do does doing done for from get got had has have ' +
    'he her here hers him his how i if in into is it its just know let like me more most my no not of off on once one only or other our ' +
    'out over own please rtfm same she should so some such tell than that the their them then there these they this those to too ' +
    'under until up us was we were what when where which while who whom whose why will with would you your'
  ).split(' '),
)

/** Endings that different forms of a word differ in. Light on purpose: a wrong cut joins words that mean different things. */
function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word
  let w = word
  if (w.endsWith('ies') && w.length > 4) w = `${w.slice(0, -3)}y`
  else if (/(?:ss|x|ch|sh|z)es$/.test(w)) w = w.slice(0, -2)
  else if (w.endsWith('s') && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1)
  const cut = /^(.{3,})(?:ings?|edly|ed|ers?|ors?|ions?|ments?|ly)$/.exec(w)
  if (cut && /[aeiouy]/.test(cut[1]!)) w = cut[1]!
  if (/([bdgklmnprt])\1$/.test(w) && w.length > 4) w = w.slice(0, -1)
  return w.length > 4 && w.endsWith('e') ? w.slice(0, -1) : w
}

/** Words that people use for the same thing. */
const same = new Map([
  ...['stand-up', 'standups'].map((w) => [w, 'standup'] as const),
  ...(['install', 'setting-up', 'set-up'] as const).map((w) => [w, 'setup'] as const),
  ['due', 'deadline'],
  ['doc', 'documentation'],
  ['docs', 'documentation'],
  ['prod', 'production'],
  ['repo', 'repository'],
])

/** What a text is about: its words in order, lower case, without accents, endings and words that say nothing. */
export function termsOf(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\b(set)(?:ting)?[\s-]up\b/g, 'setup')
    .replace(/\bstand[\s-]up/g, 'standup')
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !empty.has(word) && (word.length > 1 || /\d/.test(word)))
    .map((word) => stem(same.get(word) ?? word))
}
