const choose = (n: number, k: number): number => {
  let out = 1
  for (let i = 0; i < k; i++) out = (out * Math.max(0, n - i)) / (i + 1)
  return out
}

/** Points looked at for the mean number of neighbours: enough for a caution. */
const looked = 200

/** About how many simplices a Rips complex of the points has up to what homology of `max_dimension` needs. With a longest edge: from the mean number of neighbours. */
export function estimateSimplices(
  points: readonly number[][],
  { max_dimension, max_edge_length }: { max_dimension: number; max_edge_length?: number | undefined },
): number {
  const n = points.length
  const top = max_dimension + 2
  let near = n - 1
  if (max_edge_length !== undefined && n > 1) {
    const step = Math.max(1, Math.floor(n / looked))
    let seen = 0
    let found = 0
    for (let i = 0; i < n; i += step) {
      seen++
      for (let j = 0; j < n; j++) if (i !== j && distance(points[i]!, points[j]!) <= max_edge_length) found++
    }
    near = found / seen
  }
  let all = n
  for (let size = 2; size <= top; size++) all += (n * choose(near, size - 1)) / size
  return all
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum)
}
