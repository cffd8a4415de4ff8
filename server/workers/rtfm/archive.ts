/** A chat message as it is kept for retrieval. */
export interface Said {
  message_id: string
  content: string
  username: string
  channel_id: string
  channel: string
  /** When it was said, epoch ms. */
  at: number
  /** Where its record stands in Kafka. */
  partition: number
  offset: string
}

/** Where chat messages are kept, and found again by what they are about. */
export interface Archive {
  name: 'full text' | 'ChromaDB'
  /** Keeps messages, each once however often it is given. `next`: the partition is done up to here. */
  add: (said: Said[], done?: { partition: number; next: string }) => void | Promise<void>
  /** The messages nearest to a question, best first; without those that call the bot themselves. */
  near: (question: string, most: number) => Said[] | Promise<Said[]>
  /** How much each term tells: a word everybody uses tells little. > 0. */
  weights: (terms: string[]) => Map<string, number> | Promise<Map<string, number>>
  /** Where a partition goes on by what is kept; undefined when only the group can tell. */
  next: (partition: number) => string | undefined | Promise<string | undefined>
  count: () => number | Promise<number>
  close: () => void
}
