import type { Timing } from './view-store.ts'

/** How long listeners are told before one picture; the rest waits for the next, so that a key pressed meanwhile is painted in between. */
const pictureMs = 8

interface Parts {
  /** Renews what listeners will read, and says by `tell` whom it concerns. */
  make: () => void
  /** Everybody has been told. When each of them renders is its own pace. */
  told: () => void
}

/** Once per picture: `make`, then one listener after the other, as far as there is time; who waits longest comes first. */
export function createPictures(timing: Pick<Timing, 'draw' | 'now'>, { make, told }: Parts) {
  const untold = new Set<() => void>()
  let asked = false
  let coming = false

  async function draw(): Promise<void> {
    asked = false
    try {
      make()
      const begun = timing.now()
      for (const listener of untold) {
        if (timing.now() - begun >= pictureMs) return
        untold.delete(listener)
        try {
          listener()
        } catch (error) {
          // One broken part of a page must not stop the others.
          console.error(error)
        }
        // React renders what it was told in the pause between two turns.
        await null
      }
      told()
    } finally {
      coming = asked || untold.size > 0
      if (coming) timing.draw(draw)
    }
  }

  return {
    /** Something has changed. */
    ask(): void {
      asked = true
      if (coming) return
      coming = true
      timing.draw(draw)
    },
    tell(listeners: Iterable<() => void>): void {
      for (const listener of listeners) untold.add(listener)
    },
    leave: (listener: () => void) => void untold.delete(listener),
  }
}
