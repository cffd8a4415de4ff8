/** Counts events by the second they came in; `perSecond` is over the last 5 whole and part seconds. Times are epoch ms. */
export interface Rate {
  add: (n: number, now: number) => void
  perSecond: (now: number) => number
}

const span = 5

export function createRate(): Rate {
  const counts = new Float64Array(span + 1)
  let head = 0
  const move = (now: number) => {
    const at = Math.floor(now / 1000)
    if (at - head > span) counts.fill(0)
    else for (let s = head + 1; s <= at; s++) counts[s % (span + 1)] = 0
    if (at > head) head = at
  }
  return {
    add(n, now) {
      move(now)
      counts[head % (span + 1)]! += n
    },
    perSecond(now) {
      move(now)
      // The oldest of the six slots is only partly within the last 5 s: it counts by the part that is.
      const part = 1 - (now % 1000) / 1000
      let sum = 0
      for (let s = head - span + 1; s <= head; s++) sum += counts[s % (span + 1)] ?? 0
      return Math.round(((sum + part * (counts[(head + 1) % (span + 1)] ?? 0)) / span) * 10) / 10
    },
  }
}

/** Records per second in 60 buckets of 5 s by their own time, oldest first; survives a restart because replayed records fall in their places. */
export interface Spark {
  add: (n: number, time: number) => void
  read: (now: number) => number[]
}

const width = 5000
const length = 60

export function createSpark(): Spark {
  const counts = new Float64Array(length)
  let head = 0
  const move = (slot: number) => {
    if (slot - head >= length) counts.fill(0)
    else for (let s = head + 1; s <= slot; s++) counts[s % length] = 0
    if (slot > head) head = slot
  }
  return {
    add(n, time) {
      const slot = Math.floor(time / width)
      // A clock that runs ahead must not empty the line.
      if (slot > Math.floor(Date.now() / width) + 1 || slot <= head - length) return
      move(slot)
      counts[slot % length]! += n
    },
    read(now) {
      move(Math.floor(now / width))
      return Array.from({ length }, (_, i) => (counts[(head - length + 1 + i) % length] ?? 0) / (width / 1000))
    },
  }
}
