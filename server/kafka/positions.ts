import type { SourceOptions } from '#server/ports.ts'
import { EARLIEST, LATEST, type Wire } from './wire.ts'

export interface Start {
  topic: string
  partition: number
  offset: number
  high: number
}

/** Where to begin in partitions one broker leads: the cursor, where this source was before, or as far back as `begin` allows. Partitions the broker cannot tell are left out. */
export async function startOffsets(
  wire: Wire,
  at: { leader: number; of: { topic: string; logical: string; partition: number }[] },
  known: Pick<SourceOptions, 'cursor' | 'begin'> & { progress: ReadonlyMap<string, { next: number }> },
): Promise<Start[]> {
  const ask = async (time: number) => {
    const found = await wire.offsets(
      at.leader,
      at.of.map(({ topic, partition }) => ({ topic, partition, time })),
    )
    return new Map(found.filter((f) => f.error === 0).map((f) => [`${f.topic}/${f.partition}`, f.offset]))
  }
  const since = Math.max(0, Date.now() - known.begin.backMs)
  // The end first: a record that comes between the questions then lies behind it, and is read.
  const high = await ask(LATEST)
  const [low, timed] = await Promise.all([ask(EARLIEST), ask(since)])
  return at.of.flatMap(({ topic, logical, partition }) => {
    const key = `${topic}/${partition}`
    const [first, end] = [low.get(key), high.get(key)]
    if (first === undefined || end === undefined) return []
    const cursor = Number(known.cursor(logical, partition) ?? known.progress.get(key)?.next ?? Number.NaN)
    // -1: no record is as young as that.
    const recent = timed.get(key) ?? first
    const back = Math.max(first, recent < 0 ? end : recent, end - known.begin.maxRecords)
    return [{ topic, partition, high: end, offset: Number.isSafeInteger(cursor) && cursor >= 0 ? cursor : back }]
  })
}
