import { systems } from '#lib/systems/index.ts'
import { formHref, kafkaPages, pages, systemPages, topicHref } from './places.ts'

export interface Action {
  id: string
  title: string
  group: 'Go to' | 'Do' | 'Topics' | 'Here'
  hint?: string
  keys?: string
  /** Words that find it besides the title. */
  also?: string[]
  href?: string
  run?: () => void
}

/** Everything the contract lets the palette go to or do; the same on every page. */
export const fixedActions: Action[] = [
  ...[...pages, ...systemPages, ...kafkaPages].map(
    (place): Action => ({
      id: `go:${place.id}`,
      title: place.title,
      group: 'Go to',
      hint: place.hint,
      keys: place.keys,
      href: place.href,
    }),
  ),
  ...systems.flatMap((system) =>
    (system.forms ?? []).map(
      (form): Action => ({
        id: `form:${system.id}:${form.id}`,
        title: form.title,
        group: 'Do',
        hint: system.title,
        also: [form.verb, form.blurb, 'submit', 'request', 'ask'],
        href: formHref(system.id, form.id),
      }),
    ),
  ),
  ...systems.flatMap((system) =>
    system.topics.map(
      (topic): Action => ({
        id: `topic:${topic.name}`,
        title: topic.title,
        group: 'Topics',
        hint: topic.name,
        also: [topic.name, system.title, topic.noun],
        href: topicHref(topic.name),
      }),
    ),
  ),
]

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

/** What a raw text could name: a request, an entity of a system, a topic. One word of three letters or more. */
export function namedBy(text: string): Action[] {
  const raw = text.trim()
  if (raw.length < 3 || /\s/.test(raw)) return []
  const entities = systems
    .filter((system) => system.entity)
    .map(
      (system): Action => ({
        id: `entity:${system.id}`,
        title: `${system.entity?.noun} ${raw}`,
        group: 'Here',
        hint: system.title,
        href: `/systems/${system.id}/${encodeURIComponent(raw)}`,
      }),
    )
  const request: Action = {
    id: 'request',
    title: `Request ${raw}`,
    group: 'Here',
    hint: 'follow it',
    href: `/requests/${encodeURIComponent(raw)}`,
  }
  const topic: Action = {
    id: 'topic',
    title: `Topic ${raw}`,
    group: 'Here',
    hint: 'by its name in Kafka',
    href: topicHref(raw),
  }
  return uuid.test(raw) ? [request, ...entities] : [...entities, request, topic]
}
