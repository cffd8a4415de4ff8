import { z } from 'zod'
import { route } from '../route.ts'
import { fromRegistry } from '../schema-answers.ts'
import { schemaText, schemaType, subjectParam } from '../shapes-schema.ts'

export const checkSchema = route({
  id: 'checkSchema',
  method: 'POST',
  path: '/api/schemas/{subject}/check',
  tag: 'Schemas',
  summary: 'Whether a schema could follow the newest version, by the level of the subject',
  description: 'Nothing is registered.',
  params: subjectParam,
  body: z.strictObject({ schema: schemaText, type: schemaType }),
  response: z.object({
    compatible: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'What stands against it, in the registry’s words.' }),
  }),
  problems: [404, 422, 502, 503],
  handle: async ({ params, body }, { schemas }) => ({ json: fromRegistry(await schemas.check(params.subject, body)) }),
})
