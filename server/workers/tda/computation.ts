import { isObject, type Loose, toNumber } from '#lib/wire.ts'
import { Failure } from './failure.ts'

/** What is to be computed, checked: ranges as in the platform's form. */
export interface Computation {
  algorithm: string
  points: number[][]
  max_dimension: number
  /** null: no limit. */
  max_edge_length: number | null
  /** Steps of the Betti curves. */
  num_steps: number
  metric: string
  /** Exponent of the Minkowski distance. */
  p: number
  precision: string
  /** Of the witness complex; null: as many as are worth their time. */
  landmarks: number | null
  /** Of the sparse Rips complex: how far from the exact one, 0..1. */
  sparse: number
  timeoutMs: number
  memoryMb: number
}

export const algorithms = ['vietoris_rips', 'alpha_complex', 'cech_complex', 'witness_complex', 'sparse_rips']
const metrics = ['euclidean', 'manhattan', 'chebyshev', 'minkowski', 'cosine']
const MOST_POINTS = 1_000_000

const invalid = (message: string): never => {
  throw new Failure('validation_error', message)
}

/** The job's own limits may be below the worker's, never above. Throws `Failure` (validation_error) naming the first thing that is wrong. */
export function readComputation(
  ask: { algorithm: string | null; cloud: unknown; parameters: unknown },
  limits: { timeoutMs: number; memoryMb: number },
): Computation {
  const given: Loose =
    ask.parameters === undefined || ask.parameters === null
      ? {}
      : isObject(ask.parameters)
        ? ask.parameters
        : invalid('parameters must be an object')
  const timeout = number(given, ['timeout_seconds', 'timeout'], { above: 0, most: 86_400, otherwise: null })
  const memory = number(given, ['memory_limit_mb', 'max_memory_mb'], { least: 64, most: 1_048_576, otherwise: null })
  return {
    algorithm: oneOf('algorithm', ask.algorithm ?? 'vietoris_rips', algorithms),
    points: readPoints(ask.cloud),
    max_dimension: number(given, ['max_dimension'], { least: 0, most: 5, whole: true, otherwise: 2 })!,
    max_edge_length: number(given, ['max_edge_length'], { above: 0, otherwise: null }),
    num_steps: number(given, ['num_steps'], { least: 10, most: 1000, whole: true, otherwise: 100 })!,
    metric: oneOf('metric', given.metric ?? 'euclidean', metrics),
    p: number(given, ['p'], { least: 1, most: 100, otherwise: 2 })!,
    precision: oneOf('precision', given.precision ?? 'double', ['single', 'double']),
    landmarks: number(given, ['num_landmarks', 'landmarks'], { least: 1, most: 1000, whole: true, otherwise: null }),
    sparse: number(given, ['sparse'], { above: 0, most: 1, otherwise: 0.3 })!,
    timeoutMs: Math.min(limits.timeoutMs, timeout === null ? Number.POSITIVE_INFINITY : timeout * 1000),
    memoryMb: Math.min(limits.memoryMb, memory ?? Number.POSITIVE_INFINITY),
  }
}

function oneOf(name: string, value: unknown, allowed: readonly string[]): string {
  if (typeof value === 'string' && allowed.includes(value)) return value
  return invalid(`${name} must be one of ${allowed.join(', ')}, not ${say(value)}`)
}

interface Range {
  least?: number
  above?: number
  most?: number
  whole?: boolean
  otherwise: number | null
}

function number(given: Loose, names: string[], range: Range): number | null {
  const name = names.find((n) => given[n] !== undefined && given[n] !== null)
  if (!name) return range.otherwise
  const value = toNumber(given[name])
  // "No limit" is written as infinity by those whose language has it.
  if (value === Number.POSITIVE_INFINITY && range.otherwise === null && range.most === undefined) return null
  const fits =
    Number.isFinite(value) &&
    (!range.whole || Number.isInteger(value)) &&
    value >= (range.least ?? value) &&
    value <= (range.most ?? value) &&
    (range.above === undefined || value > range.above)
  if (fits) return value
  const from = range.above === undefined ? `from ${range.least ?? 'any'}` : `above ${range.above}`
  return invalid(
    `${name} must be a ${range.whole ? 'whole ' : ''}number ${from}${range.most === undefined ? '' : ` to ${range.most}`}, not ${say(given[name])}`,
  )
}

/** Bare coordinates or `{ coordinates }`; all of one dimension, 1 to 10. */
function readPoints(cloud: unknown): number[][] {
  const list = isObject(cloud) ? cloud.points : cloud
  if (!Array.isArray(list)) return invalid('point_cloud.points must be a list of points')
  if (list.length === 0) return invalid('the point cloud is empty')
  if (list.length > MOST_POINTS) return invalid(`${list.length} points: the limit is ${MOST_POINTS}`)
  const points = list.map((item: unknown) => (isObject(item) ? item.coordinates : item)) as unknown[]
  const dimension = Array.isArray(points[0]) ? points[0].length : 0
  if (dimension < 1 || dimension > 10) return invalid('points must have 1 to 10 coordinates')
  for (const [i, point] of points.entries()) {
    if (!Array.isArray(point) || point.length !== dimension)
      return invalid(`point ${i} does not have ${dimension} coordinates as the first one has`)
    if (!point.every((x) => typeof x === 'number' && Number.isFinite(x)))
      return invalid(`point ${i} has a coordinate that is not a finite number`)
  }
  const declared = isObject(cloud) ? cloud.dimension : undefined
  if (declared !== undefined && declared !== null && declared !== dimension)
    return invalid(`point_cloud.dimension is ${say(declared)}, but the points have ${dimension} coordinates`)
  return points as number[][]
}

const say = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60)
