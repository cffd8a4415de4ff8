/** One tree as parallel lists; node 0 is the root, a leaf has feature -1, `cover` is how many training rows passed. */
export interface Trees {
  feature: number[]
  threshold: number[]
  left: number[]
  right: number[]
  value: number[]
  cover: number[]
}

/** A path of the recursion: feature, share of rows that pass without it and with it, and the weights of subset sizes. */
interface Path {
  feature: Int32Array
  zero: Float64Array
  one: Float64Array
  weight: Float64Array
}

/**
 * Exact Tree SHAP (path-dependent, Lundberg et al. 2018, algorithm 2): what each feature adds to the log-odds of `row`, as
 * LightGBM's pred_contrib gives it. The last number is the expectation over the training rows; all together sum to the log-odds.
 */
export function contributions(trees: readonly Trees[], row: Float32Array): Float64Array {
  const out = new Float64Array(row.length + 1)
  for (const tree of trees) {
    out[row.length]! += expectation(tree)
    if (tree.feature[0]! >= 0) add(tree, row, out)
  }
  return out
}

/** What was worked out for a tree: contributions depend on nothing but the way each of its nodes sends the row. */
interface Known {
  /** What each node that is no leaf asks: which feature, up to where left. */
  asks: Int32Array
  upTo: Float64Array
  /** The features asked for, each once. */
  features: number[]
  /** Contributions of `features` by the ways, a bit per node: 1 = left. */
  byWays: Record<number, Float64Array>
  size: number
}
/** Bits of a key; a larger tree is walked each time. */
const MOST_NODES = 30
/** Of 2⁹ ways through a tree of ten leaves, customers take some hundred. */
const MOST_KNOWN = 1024
const knowns = new WeakMap<Trees, Known>()

function add(tree: Trees, row: Float32Array, out: Float64Array): void {
  let known = knowns.get(tree)
  if (!known) {
    const nodes = [...tree.feature.keys()].filter((node) => tree.feature[node]! >= 0)
    const asks = Int32Array.from(nodes, (node) => tree.feature[node]!)
    const upTo = Float64Array.from(nodes, (node) => tree.threshold[node]!)
    known = { asks, upTo, features: [...new Set(asks)], byWays: [], size: 0 }
    knowns.set(tree, known)
  }
  const { asks, upTo, features } = known
  if (asks.length > MOST_NODES) {
    explain(tree, row, out)
    return
  }
  let ways = 0
  for (let i = 0; i < asks.length; i++) if (row[asks[i]!]! <= upTo[i]!) ways |= 1 << i
  let each = known.byWays[ways]
  if (!each) {
    const all = new Float64Array(out.length)
    explain(tree, row, all)
    each = Float64Array.from(features, (feature) => all[feature]!)
    if (known.size++ < MOST_KNOWN) known.byWays[ways] = each
  }
  for (let i = 0; i < features.length; i++) out[features[i]!]! += each[i]!
}

const explain = (tree: Trees, row: Float32Array, out: Float64Array): void =>
  walk({ tree, row, out }, 0, 0, { parent: 0, zero: 1, one: 1, feature: -1 })

const expectations = new WeakMap<Trees, number>()
function expectation(tree: Trees): number {
  let known = expectations.get(tree)
  if (known === undefined) {
    let sum = 0
    let rows = 0
    for (const [i, feature] of tree.feature.entries()) {
      if (feature >= 0) continue
      sum += tree.value[i]! * tree.cover[i]!
      rows += tree.cover[i]!
    }
    known = sum / rows
    expectations.set(tree, known)
  }
  return known
}

const DEEPEST = 24
// One path per depth, allocated once: explanations are made thousands of times a second.
const paths: Path[] = Array.from({ length: DEEPEST + 2 }, () => ({
  feature: new Int32Array(DEEPEST + 2),
  zero: new Float64Array(DEEPEST + 2),
  one: new Float64Array(DEEPEST + 2),
  weight: new Float64Array(DEEPEST + 2),
}))

interface Walk {
  tree: Trees
  row: Float32Array
  out: Float64Array
}
interface Step {
  /** Depth whose path this one extends. */
  parent: number
  zero: number
  one: number
  feature: number
}

/** `level` counts nodes from the root (which path array to use), `depth` the distinct features on the path. */
function walk(w: Walk, node: number, depth: number, step: Step, level = 0): void {
  const path = paths[level]!
  if (level > 0) copy(paths[step.parent]!, path, depth)
  extend(path, depth, step)
  const { tree, row, out } = w
  const feature = tree.feature[node]!
  if (feature < 0) {
    const value = tree.value[node]!
    for (let i = 1; i <= depth; i++) {
      out[path.feature[i]!]! += unwoundSum(path, depth, i) * (path.one[i]! - path.zero[i]!) * value
    }
    return
  }
  const goesLeft = row[feature]! <= tree.threshold[node]!
  const hot = goesLeft ? tree.left[node]! : tree.right[node]!
  const cold = goesLeft ? tree.right[node]! : tree.left[node]!
  let zero = 1
  let one = 1
  let seen = 1
  while (seen <= depth && path.feature[seen] !== feature) seen++
  if (seen <= depth) {
    zero = path.zero[seen]!
    one = path.one[seen]!
    unwind(path, depth, seen)
    depth--
  }
  const cover = tree.cover[node]!
  walk(w, hot, depth + 1, { parent: level, zero: (zero * tree.cover[hot]!) / cover, one, feature }, level + 1)
  walk(w, cold, depth + 1, { parent: level, zero: (zero * tree.cover[cold]!) / cover, one: 0, feature }, level + 1)
}

function copy(from: Path, to: Path, length: number): void {
  for (let i = 0; i < length; i++) {
    to.feature[i] = from.feature[i]!
    to.zero[i] = from.zero[i]!
    to.one[i] = from.one[i]!
    to.weight[i] = from.weight[i]!
  }
}

function extend(path: Path, depth: number, step: Step): void {
  path.feature[depth] = step.feature
  path.zero[depth] = step.zero
  path.one[depth] = step.one
  path.weight[depth] = depth === 0 ? 1 : 0
  for (let i = depth - 1; i >= 0; i--) {
    path.weight[i + 1]! += (step.one * path.weight[i]! * (i + 1)) / (depth + 1)
    path.weight[i] = (step.zero * path.weight[i]! * (depth - i)) / (depth + 1)
  }
}

function unwind(path: Path, depth: number, index: number): void {
  const one = path.one[index]!
  const zero = path.zero[index]!
  let next = path.weight[depth]!
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const before = path.weight[i]!
      path.weight[i] = (next * (depth + 1)) / ((i + 1) * one)
      next = before - (path.weight[i]! * zero * (depth - i)) / (depth + 1)
    } else path.weight[i] = (path.weight[i]! * (depth + 1)) / (zero * (depth - i))
  }
  for (let i = index; i < depth; i++) {
    path.feature[i] = path.feature[i + 1]!
    path.zero[i] = path.zero[i + 1]!
    path.one[i] = path.one[i + 1]!
  }
}

function unwoundSum(path: Path, depth: number, index: number): number {
  const one = path.one[index]!
  const zero = path.zero[index]!
  let next = path.weight[depth]!
  let total = 0
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const part = (next * (depth + 1)) / ((i + 1) * one)
      total += part
      next = path.weight[i]! - (part * zero * (depth - i)) / (depth + 1)
    } else if (zero !== 0) total += path.weight[i]! / ((zero * (depth - i)) / (depth + 1))
  }
  return total
}
