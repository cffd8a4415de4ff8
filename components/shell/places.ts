import { systemOf, systems, topicOf } from '#lib/systems/index.ts'

export interface Place {
  id: string
  title: string
  href: string
  /** Two keys that go there. */
  keys?: string
  hint?: string
}

/** The fixed pages, in the order of the rail. */
export const pages: Place[] = [
  { id: 'overview', title: 'Overview', href: '/', keys: 'g o' },
  { id: 'requests', title: 'Requests', href: '/requests', keys: 'g r' },
  { id: 'alerts', title: 'Alerts', href: '/alerts', keys: 'g a' },
]
export const kafkaPages: Place[] = [
  { id: 'topics', title: 'Topics', href: '/topics', keys: 'g t' },
  { id: 'groups', title: 'Groups', href: '/groups', keys: 'g g' },
  { id: 'schemas', title: 'Schemas', href: '/schemas', keys: 'g s', hint: 'the schema registry beside the contracts' },
  { id: 'bad', title: 'Bad records', href: '/bad', keys: 'g b' },
]
/** One page per system; G then its first free letter, or its number, goes there. */
export const systemPages: Place[] = (() => {
  const taken = new Set([...pages, ...kafkaPages].map((page) => page.keys?.at(-1)))
  return systems.map((system, i) => {
    const letter = [...system.id].find((c) => /[a-z]/.test(c) && !taken.has(c)) ?? String(i + 1)
    taken.add(letter)
    return {
      id: system.id,
      title: system.title,
      href: `/systems/${system.id}`,
      hint: system.blurb,
      keys: `g ${letter}`,
    }
  })
})()

export const topicHref = (name: string): string => `/topics/${encodeURIComponent(name)}`
export const formHref = (system: string, form: string): string => `/requests/new/${system}/${form}`

export interface Crumb {
  title: string
  href: string
}
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Where a path is, as words: /systems/tda/job-1 → TDA / job-1. */
export function crumbs(path: string): Crumb[] {
  const parts = path.split('/').filter(Boolean)
  const [first = '', second, third, fourth] = parts.map(decode)
  const page = [...pages, ...kafkaPages].find((p) => p.href === `/${first}`)
  if (first === '') return [{ title: 'Overview', href: '/' }]
  if (first === 'systems' && second) {
    const system = systemOf(second)
    const head = { title: system?.title ?? second, href: `/systems/${second}` }
    const rest = parts
      .slice(2)
      .map(decode)
      .filter((part) => part !== 'entities' && part !== 'key')
    return [head, ...rest.map((part) => ({ title: part, href: path }))]
  }
  if (first === 'requests' && second === 'new') {
    const form = third && fourth ? systemOf(third)?.forms?.find((f) => f.id === fourth) : undefined
    return [
      { title: 'Requests', href: '/requests' },
      { title: form?.title ?? 'New', href: path },
    ]
  }
  const head = { title: page?.title ?? first, href: `/${first}` }
  if (!second) return [head]
  const title = first === 'topics' ? (topicOf(second)?.topic.title ?? second) : second
  return [head, { title, href: path }]
}
