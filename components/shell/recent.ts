const KEY = 'milena.recent'

/** Ids of the palette's last choices, newest first. */
export function readRecent(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string').slice(0, 6) : []
  } catch {
    return []
  }
}
export function noteRecent(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...readRecent().filter((other) => other !== id)].slice(0, 6)))
  } catch {
    // Without storage there are no recent choices.
  }
}
