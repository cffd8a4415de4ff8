/** Where one of several that run side by side says things. */
export interface Turn {
  say: (text: string) => void
  /** Nothing more will be said: the next one's turn. */
  end: () => void
}

/** Whose turn it is speaks at once; what the others say in the meantime is kept and comes when those before them have ended. */
export function createTurns(write: (text: string) => void): () => Turn {
  const turns: { kept: string[]; ended: boolean }[] = []
  return () => {
    const own = { kept: [] as string[], ended: false }
    turns.push(own)
    return {
      say: (text) => {
        if (turns[0] === own) write(text)
        else own.kept.push(text)
      },
      end: () => {
        own.ended = true
        while (turns[0]?.ended) {
          turns.shift()
          for (const text of turns[0]?.kept.splice(0) ?? []) write(text)
        }
      },
    }
  }
}
