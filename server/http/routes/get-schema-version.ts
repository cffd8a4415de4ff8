import { z } from 'zod'
import { route } from '../route.ts'
import { fromRegistry } from '../schema-answers.ts'
import { subjectParam } from '../shapes-schema.ts'

export const getSchemaVersion = route({
  id: 'getSchemaVersion',
  method: 'GET',
  path: '/api/schemas/{subject}/versions/{version}',
  tag: 'Schemas',
  summary: 'One version of a schema, as it was registered',
  params: subjectParam.extend({ version: z.coerce.number().int().min(1) }),
  response: z.object({
    subject: z.string(),
    version: z.number(),
    id: z.number(),
    type: z.string(),
    schema: z.string(),
  }),
  problems: [404, 502, 503],
  handle: async ({ params }, { schemas }) => ({
    json: fromRegistry(await schemas.version(params.subject, params.version)),
  }),
})
