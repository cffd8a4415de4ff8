import type { Measure } from '#lib/contract.ts'
import { addSample, type Bucket, binOf, emptyBucket, type Sample } from '#lib/feed/bucket.ts'
import { tiers } from '#lib/feed/series.ts'
import type { Arrival, Good } from './decode.ts'

/** A bucket in memory: `seq` is the console sequence of the last record in it, so that replaying adds nothing twice. */
export type Slot = Bucket & { seq: number }

export type MeasureMemory = ReturnType<typeof createMeasure>

/** The buckets of one measure in both widths. */
export function createMeasure(def: Measure) {
  const slots = tiers.map(() => new Map<number, Slot>())
  const last: (Slot | undefined)[] = tiers.map(() => undefined)
  const dirty = tiers.map(() => new Set<Slot>())
  /** The last one that was made dirty: mostly the next record's too. */
  const marked: (Slot | undefined)[] = tiers.map(() => undefined)
  /** One for all records: filled anew by each. */
  const sample: Sample = {
    value: undefined,
    category: undefined,
    bin: undefined,
    bins: def.bins && def.bins.length - 1,
  }
  let pruned = 0

  function slotAt(tier: number, time: number): Slot {
    const { stepMs } = tiers[tier]!
    const t = Math.floor(time / stepMs) * stepMs
    const recent = last[tier]
    if (recent?.t === t) return recent
    const found = slots[tier]!.get(t) ?? { ...emptyBucket(t), seq: 0 }
    slots[tier]!.set(t, found)
    last[tier] = found
    return found
  }

  function prune(now: number): void {
    if (now - pruned < 60_000) return
    pruned = now
    for (const [tier, { keepMs }] of tiers.entries())
      for (const [t, slot] of slots[tier]!) {
        if (t >= now - keepMs) continue
        slots[tier]!.delete(t)
        dirty[tier]!.delete(slot)
        if (last[tier] === slot) last[tier] = undefined
      }
  }

  return {
    def,
    /** Buckets changed since this was last asked. */
    takeDirty(tier: number): Slot[] {
      const taken = [...dirty[tier]!]
      dirty[tier]!.clear()
      marked[tier] = undefined
      return taken
    },
    counts: { in: 0, newest: 0 },
    /** Takes a record in; one older than the buckets reach, or from the future, is counted nowhere. May throw what the contract's functions throw. */
    apply(entry: Good, { seq, now }: Arrival): void {
      const { time, message } = entry
      if (message === null || time > now + 3_600_000) return
      const value = def.value?.(message)
      sample.value = typeof value === 'number' && Number.isFinite(value) ? value : undefined
      sample.category = def.split?.(message) ?? undefined
      sample.bin = def.bins && typeof value === 'number' ? binOf(def.bins, value) : undefined
      for (let tier = 0; tier < tiers.length; tier++) {
        if (time < now - tiers[tier]!.keepMs) continue
        const slot = slotAt(tier, time)
        if (slot.seq >= seq) continue
        addSample(slot, sample)
        slot.seq = seq
        if (marked[tier] === slot) continue
        marked[tier] = slot
        dirty[tier]!.add(slot)
      }
      this.counts.in++
      if (time > this.counts.newest) this.counts.newest = time
      prune(now)
    },
    restore(tier: number, slot: Slot): void {
      slots[tier]?.set(slot.t, slot)
      // Where in its bucket the newest was is not known: the end of a fine one is near enough, of a coarse one it is not.
      const newest = slot.t + (tier === 0 ? tiers[0].stepMs : 0)
      if (slot.n > 0 && newest > this.counts.newest) this.counts.newest = Math.min(newest, Date.now())
    },
    read: (tier: 0 | 1) => (t: number) => slots[tier]!.get(t),
  }
}
