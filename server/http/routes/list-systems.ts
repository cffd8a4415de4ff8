import { z } from 'zod'
import { fieldNames } from '../form-schema.ts'
import { route } from '../route.ts'

const Named = z.object({ id: z.string(), title: z.string() })

export const listSystems = route({
  id: 'listSystems',
  method: 'GET',
  path: '/api/systems',
  tag: 'Systems',
  summary: 'The systems this console knows, with their topics, boards and forms',
  response: z.object({
    systems: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        blurb: z.string(),
        topics: z.array(
          z.object({ name: z.string(), physical: z.string(), title: z.string(), noun: z.string(), role: z.string() }),
        ),
        boards: z.array(Named.extend({ topic: z.string(), sorts: z.array(z.string()), levels: z.array(z.string()) })),
        forms: z.array(
          Named.extend({
            blurb: z.string(),
            submit: z.string(),
            fields: z.array(z.string()),
            timeoutMs: z.number().optional(),
          }),
        ),
        groups: z.array(z.string()),
        rules: z.array(Named.extend({ severity: z.string(), help: z.string() })),
      }),
    ),
  }),
  handle: (_, { systems, config }) => ({
    json: {
      systems: systems.map((system) => ({
        id: system.id,
        title: system.title,
        blurb: system.blurb,
        topics: system.topics.map(({ name, title, noun, role }) => ({
          name,
          physical: config.kafka.physical(name),
          title,
          noun,
          role,
        })),
        boards: (system.boards ?? []).map((board) => ({
          id: board.id,
          title: board.title,
          topic: board.topic,
          sorts: Object.keys(board.sorts ?? {}),
          levels: (board.levels ?? []).map((level) => level.id),
        })),
        forms: (system.forms ?? []).map((form) => ({
          id: form.id,
          title: form.title,
          blurb: form.blurb,
          submit: `/api/requests/${system.id}/${form.id}`,
          fields: fieldNames(form.input),
          ...(form.timeoutMs !== undefined && { timeoutMs: form.timeoutMs }),
        })),
        groups: system.groups ?? [],
        rules: (system.alerts ?? []).map(({ id, title, severity, help }) => ({ id, title, severity, help })),
      })),
    },
  }),
})
