import type { Outgoing, Sink } from '#server/ports.ts'
import type { Letter } from './outbox.ts'
import type { Outcome } from './relay.ts'

export interface Position {
  topic: string
  partition: number
  offset: string
}

/** Hands records to the sink. A batch with a record that is refused is taken apart, so that only that one fails. */
export async function toKafka(sink: Sink, letters: Letter[]): Promise<Outcome<Position>[]> {
  try {
    const places = await sink.send(letters.map(recordOf))
    return letters.map((letter, i) => ({ sent: places[i] ?? { topic: letter.road, partition: -1, offset: '-1' } }))
  } catch (error) {
    const failure = error as Error & { retriable?: boolean; begun?: boolean; remedy?: string }
    const { retriable, message, begun = false, remedy } = failure
    if (retriable !== false) return letters.map(() => ({ again: message, doubtful: begun }))
    if (letters.length === 1) return [{ refused: remedy ? `${message} (${remedy})` : message }]
    const outcomes: Outcome<Position>[] = []
    for (const letter of letters) {
      // One that must wait holds back those behind it: they may share its key.
      const before = outcomes.at(-1)
      outcomes.push(before && 'again' in before ? before : (await toKafka(sink, [letter]))[0]!)
    }
    return outcomes
  }
}

const recordOf = (letter: Letter): Outgoing => ({
  topic: letter.road,
  key: letter.key,
  value: letter.value,
  headers: letter.headers,
})
