/** What the keys mean on every page; a list names only those that differ. */
export const usual: Record<string, string> = {
  j: 'Next row',
  k: 'Previous row',
  enter: 'Open',
  escape: 'Close or clear',
  '/': 'Filter',
  space: 'Hold or follow updates',
}

/** `works` says whether the key does anything now; help leaves it out while it does not. */
export type Handler = (() => unknown) | { say: string; run: () => unknown; works?: () => boolean }
export interface Layer {
  title: string
  keys: Record<string, Handler>
}
export interface Binding {
  keys: string
  say: string
  run: () => unknown
}

export const binding = (keys: string, handler: Handler): Binding =>
  typeof handler === 'function' ? { keys, say: usual[keys] ?? keys, run: handler } : { keys, ...handler }

/** The binding for `keys`, newest layer first; `prefix` is the key pressed just before ("g" then "o"). */
export function find(layers: readonly Layer[], prefix: string, key: string): Binding | undefined {
  for (const wanted of prefix ? [`${prefix} ${key}`, key] : [key]) {
    for (const layer of layers.toReversed()) {
      const handler = layer.keys[wanted]
      if (handler) return binding(wanted, handler)
    }
  }
  return undefined
}

/** True when some binding continues after `key`: the first of two. */
export const begins = (layers: readonly Layer[], key: string): boolean =>
  layers.some((layer) => Object.keys(layer.keys).some((keys) => keys.startsWith(`${key} `)))

/** Active bindings by layer, newest layer first, without those that a newer layer took over. */
export function active(layers: readonly Layer[]): { title: string; bindings: Binding[] }[] {
  const taken = new Set<string>()
  const result: { title: string; bindings: Binding[] }[] = []
  for (const layer of layers.toReversed()) {
    const bindings = Object.entries(layer.keys)
      .filter(([keys, handler]) => !taken.has(keys) && (typeof handler === 'function' || (handler.works?.() ?? true)))
      .map(([keys, handler]) => binding(keys, handler))
    for (const { keys } of bindings) taken.add(keys)
    const same = result.find((entry) => entry.title === layer.title)
    if (same) same.bindings.push(...bindings)
    else if (bindings.length) result.push({ title: layer.title, bindings })
  }
  return result
}

const names: Record<string, string> = { ' ': 'space', esc: 'escape', return: 'enter' }

/** "j", "shift+a", "space", "mod+k" of a keyboard event; null for combinations that are the browser's. */
export function keyOf(event: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}): string | null {
  if (event.altKey) return null
  const low = event.key.toLowerCase()
  const name = names[low] ?? low
  if (event.ctrlKey || event.metaKey) return `mod+${name}`
  return event.shiftKey && /^[a-z]$/.test(name) ? `shift+${name}` : name
}
