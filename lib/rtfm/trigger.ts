const long = 'read the fucking manual'

/** The question in a chat message that calls the bot, '' when it asks nothing; undefined when it does not call. Only three casings of the word are taken out, as the bot does. */
export function questionIn(content: string): string | undefined {
  const lower = content.toLowerCase()
  if (!lower.includes('rtfm') && !lower.includes(long)) return undefined
  return ['rtfm', 'RTFM', 'Rtfm', long].reduce((text, word) => text.replaceAll(word, ''), content).trim()
}
