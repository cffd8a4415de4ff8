/** A request's path as decoded segments, and its query. */
export interface Target {
  path: string
  segments: string[]
  query: URLSearchParams
}

export const maxUrl = 4096

/** Why a request target is refused: 414 too long, 400 for forms that no browser sends and that make servers disagree about what was asked. */
export type BadTarget = { status: 400 | 414; detail: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const odd = /[\u0000-\u001f\u007f\\]/

/** Reads an origin-form target (`/path?query`) strictly: nothing is repaired, nothing is decoded twice. */
export function readTarget(url: string): Target | BadTarget {
  if (url.length > maxUrl) return { status: 414, detail: `The address is longer than ${maxUrl} characters.` }
  if (!url.startsWith('/')) return { status: 400, detail: 'Only paths are asked for here, not whole addresses.' }
  const [rawPath = '', ...rest] = url.split('?')
  if (rawPath.includes('//') || rawPath.includes('#')) return { status: 400, detail: 'The path has an empty segment.' }
  const segments: string[] = []
  for (const raw of rawPath.slice(1).split('/')) {
    const segment = decode(raw)
    if (segment === undefined || odd.test(segment) || segment === '.' || segment === '..') {
      return { status: 400, detail: 'The path cannot be read.' }
    }
    segments.push(segment)
  }
  return { path: rawPath, segments, query: new URLSearchParams(rest.join('?')) }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
