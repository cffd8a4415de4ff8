import { z } from 'zod'
import { route } from '../route.ts'
import { ReadAt } from '../shapes.ts'
import { Registry, Schema } from '../shapes-schema.ts'

export const listSchemas = route({
  id: 'listSchemas',
  method: 'GET',
  path: '/api/schemas',
  tag: 'Schemas',
  summary: 'Every subject of the schema registry, and those the contracts declare but it lacks',
  response: z.object({
    registry: Registry,
    subjects: z.array(Schema),
    more: z.number().meta({ description: 'Subjects beyond the 500 listed.' }),
    readAt: ReadAt,
  }),
  handle: (_, { schemas }) => {
    const { rows, data } = schemas.rows()
    return { json: { registry: data.registry, subjects: rows, more: data.more, readAt: data.at } }
  },
})
