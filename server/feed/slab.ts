const slabBytes = 64 * 1024
const step = 64

export type Slab = (least: number) => Buffer

/** Hands out small buffers to be written over and over, cut from larger ones, which go when none of their pieces is used any more. */
export function createSlab(): Slab {
  let slab = Buffer.alloc(0)
  let used = 0
  return (least) => {
    // A little more than asked for: the next message of the same key is about as long.
    const size = Math.ceil((least * 1.125) / step) * step
    if (size > slabBytes / 4) return Buffer.allocUnsafeSlow(size)
    if (used + size > slab.length) {
      slab = Buffer.allocUnsafeSlow(slabBytes)
      used = 0
    }
    used += size
    return slab.subarray(used - size, used)
  }
}
