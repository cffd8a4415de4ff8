import { termsOf } from './terms.ts'

export const dimensions = 384

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h ^ (h >>> 15)) >>> 0
}

/** A text as a vector of length one: its terms, and their runs of three letters for forms and slips of the same word, hashed into places. No model, no download. */
export function vectorOf(text: string): number[] {
  const places = new Float64Array(dimensions)
  const put = (feature: string, weight: number) => {
    const h = hash(feature)
    places[h % dimensions]! += h & 0x80000000 ? -weight : weight
  }
  const counts = new Map<string, number>()
  for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  for (const [term, n] of counts) {
    const weight = 1 + Math.log(n)
    put(`w:${term}`, weight)
    const edged = `^${term}$`
    for (let i = 0; i + 3 <= edged.length; i++)
      put(`c:${edged.slice(i, i + 3)}`, (0.8 * weight) / Math.sqrt(edged.length - 2))
  }
  const length = Math.hypot(...places)
  return Array.from(places, (place) => (length > 0 ? place / length : 0))
}
