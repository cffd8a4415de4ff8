/** Point clouds whose shape is known: one loop, a loop of loops, two pieces, two loops. The same seed gives the same points. */
export const shapes = ['circle', 'torus', 'two clusters', 'figure eight'] as const
export type Shape = (typeof shapes)[number]

export interface Sample {
  shape: Shape
  count: number
  /** Standard deviation added to every coordinate; the shapes have radius 1. */
  noise: number
  seed: number
}

/** `count` points of 2 dimensions (the torus: 3), rounded to 4 decimals. */
export function sampleShape({ shape, count, noise, seed }: Sample): number[][] {
  const random = generator(seed)
  const blur = (x: number) => Math.round((x + noise * normal(random)) * 10_000) / 10_000
  return Array.from({ length: count }, (_, i) => pointOn[shape](random, i).map(blur))
}

const turn = (random: () => number): number => random() * 2 * Math.PI

const pointOn: Record<Shape, (random: () => number, index: number) => number[]> = {
  circle: (random) => {
    const a = turn(random)
    return [Math.cos(a), Math.sin(a)]
  },
  torus: (random) => {
    // Rejection keeps the points even over the surface: the inside of the ring is shorter.
    for (;;) {
      const a = turn(random)
      const r = 1 + 0.4 * Math.cos(a)
      if (random() * 1.4 > r) continue
      const b = turn(random)
      return [r * Math.cos(b), r * Math.sin(b), 0.4 * Math.sin(a)]
    }
  },
  'two clusters': (random, index) => {
    const x = index % 2 ? 1 : -1
    return [x + 0.2 * normal(random), 0.2 * normal(random)]
  },
  'figure eight': (random, index) => {
    const a = turn(random)
    return [(index % 2 ? 1 : -1) * (1 + Math.cos(a)) * 0.5, Math.sin(a) * 0.5]
  },
}

/** mulberry32: 32 bits of state are plenty for a test cloud. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(turn(random))
