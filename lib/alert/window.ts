/** Counts over a sliding window, in equal sub-buckets: adding is constant time, memory does not grow with the rate. */
export interface Window {
  /** `time` in epoch ms; what is older than the window is passed over. */
  add: (time: number, hit: boolean) => void
  /** Counts in the window that ends at `now`. Exact to one sub-bucket. */
  read: (now: number) => { n: number; hits: number }
}

export function createWindow(overMs: number, buckets = 60): Window {
  const step = Math.max(1, Math.ceil(overMs / buckets))
  const size = Math.ceil(overMs / step)
  const slots = new Float64Array(size).fill(-1)
  const n = new Uint32Array(size)
  const hits = new Uint32Array(size)
  return {
    add: (time, hit) => {
      const slot = Math.floor(time / step)
      const i = ((slot % size) + size) % size
      if (slots[i]! > slot) return
      if (slots[i]! < slot) {
        slots[i] = slot
        n[i] = 0
        hits[i] = 0
      }
      n[i]!++
      if (hit) hits[i]!++
    },
    read: (now) => {
      const last = Math.floor(now / step)
      const sum = { n: 0, hits: 0 }
      for (let i = 0; i < size; i++) {
        if (slots[i]! <= last - size || slots[i]! > last) continue
        sum.n += n[i]!
        sum.hits += hits[i]!
      }
      return sum
    },
  }
}
