/** Fixed sentences by which the bot says its troubles; its users and their tools know them by heart. */
export const canned = {
  disabled: 'AI responses are currently disabled (no API key configured).',
  nothing: "I couldn't find any relevant information in the chat history to answer your question.",
  error: 'Sorry, I encountered an error while trying to answer your question.',
} as const

/** The apology with its cause, as the processor words it. */
export const sorry = (cause: string): string => `${canned.error} (Error: ${cause.trim().slice(0, 400)})`

/** Discord refuses longer messages. */
export const longestReply = 2000

/** At most what Discord takes; what is cut off is shown to be. */
export const fitReply = (text: string): string =>
  text.length <= longestReply ? text : `${text.slice(0, longestReply - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
