/** Points in space, turned and laid flat. Pure. */

export interface Turn {
  /** Radians around the upright axis, and towards the viewer. */
  yaw: number
  pitch: number
}
export const atRest: Turn = { yaw: -0.6, pitch: 0.55 }

export interface Flat {
  x: number
  y: number
  /** −1 far … 1 near; 0 for points that lie flat. */
  near: number
}

/** The first three coordinates around their middle, scaled so that the cloud fits −1 … 1 however it is turned. One coordinate is drawn on a line. */
export function flatten(points: readonly (readonly number[])[], turn: Turn): Flat[] {
  const frame = frameOf(points)
  const [cy, sy, cp, sp] = [Math.cos(turn.yaw), Math.sin(turn.yaw), Math.cos(turn.pitch), Math.sin(turn.pitch)]
  return points.map((point) => {
    const [x, y, z] = [0, 1, 2].map((i) => ((point[i] ?? 0) - frame.middle[i]!) / frame.radius) as [
      number,
      number,
      number,
    ]
    if (!frame.deep) return { x, y, near: 0 }
    const [a, b] = [x * cy - y * sy, x * sy + y * cy]
    return { x: a, y: z * cp - b * sp, near: -(b * cp + z * sp) }
  })
}

export interface Frame {
  middle: [number, number, number]
  /** What 1 in the flat picture is in the points' own unit. */
  radius: number
  /** More than two coordinates. */
  deep: boolean
  /** In space, of 1: how far it reaches from the upright axis, and up and down it. Flat: across, and up and down. */
  around: number
  along: number
}
export function frameOf(points: readonly (readonly number[])[]): Frame {
  const deep = (points[0]?.length ?? 0) > 2
  const low = [0, 0, 0]
  const high = [0, 0, 0]
  for (let i = 0; i < 3; i++) {
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const point of points) {
      const v = point[i] ?? 0
      if (v < min) min = v
      if (v > max) max = v
    }
    low[i] = min
    high[i] = max
  }
  const middle = [0, 1, 2].map((i) => (low[i]! + high[i]!) / 2) as [number, number, number]
  let radius = 0
  for (const point of points) {
    let far = 0
    for (let i = 0; i < 3; i++) {
      const d = Math.abs((point[i] ?? 0) - middle[i]!)
      far = deep ? far + d * d : Math.max(far, d)
    }
    radius = Math.max(radius, deep ? Math.sqrt(far) : far)
  }
  const scale = radius > 0 ? radius : 1
  let around = 0
  for (const point of points)
    around = Math.max(around, Math.hypot((point[0] ?? 0) - middle[0], (point[1] ?? 0) - middle[1]))
  const half = (i: number) => (high[i]! - low[i]!) / 2 / scale
  return { middle, radius: scale, deep, around: deep ? around / scale : half(0), along: deep ? half(2) : half(1) }
}
