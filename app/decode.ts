/** A part of the address as text, or null when its percent signs make no sense: such an address names nothing. */
export function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
