import { isObject, type Loose } from '../wire.ts'
import { readJob, readResult } from './read.ts'

/** Messages without what makes them long, for lists: the points of a cloud, the pairs of a result. How many there were stays. */

const object = (value: unknown): Loose => (isObject(value) ? value : {})
const without = (source: unknown, ...names: string[]): Loose =>
  Object.fromEntries(Object.entries(object(source)).filter(([name]) => !names.includes(name)))

export function shortJob(message: any): Loose {
  const m = object(message)
  const facts = { num_points: readJob(m).points }
  const payload = object(m.payload)
  const bare = { ...m, ...(isObject(m.point_cloud) && { point_cloud: without(m.point_cloud, 'points') }) }
  return isObject(m.payload)
    ? { ...bare, payload: { ...without(payload, 'point_cloud'), metadata: { ...object(payload.metadata), ...facts } } }
    : { ...bare, metadata: { ...object(m.metadata), ...facts } }
}

const long = ['persistence_pairs', 'persistence_diagrams', 'intervals', 'betti_curves']

export function shortResult(message: any): Loose {
  const m = object(message)
  const facts = { num_persistence_pairs: readResult(m).total }
  const payload = object(m.payload)
  const results = (source: Loose) =>
    isObject(source.tda_results) ? { tda_results: without(source.tda_results, ...long) } : {}
  const bare = { ...without(m, ...long), ...results(m) }
  if (isObject(m.data)) return { ...bare, data: { ...without(m.data, ...long), metadata: facts } }
  if (!isObject(m.payload)) return { ...bare, metadata: { ...object(m.metadata), ...facts } }
  const metadata = { ...without(payload.metadata, ...long), ...facts }
  return { ...bare, payload: { ...without(payload, ...long), ...results(payload), metadata } }
}
