import { z } from 'zod'
import { route } from '../route.ts'
import { fromRegistry } from '../schema-answers.ts'
import { schemaText, schemaType, subjectParam } from '../shapes-schema.ts'

export const registerSchema = route({
  id: 'registerSchema',
  method: 'POST',
  path: '/api/schemas/{subject}/register',
  tag: 'Schemas',
  summary: 'Register the contract’s schema, or another, as the newest version',
  description:
    'Without a body it is the contract’s. A subject that is new gets the level the contract asks for. A schema that is registered already keeps its version.',
  params: subjectParam,
  body: z.strictObject({ schema: schemaText.optional(), type: schemaType }).optional(),
  response: z.object({ id: z.number(), version: z.number().nullable() }),
  problems: [404, 409, 422, 502, 503],
  handle: async ({ params, body, by }, { schemas, requests: { audit } }) => {
    const made = await schemas.register(
      params.subject,
      body?.schema === undefined ? undefined : { schema: body.schema, type: body.type },
    )
    return {
      json: fromRegistry(made, (outcome, detail) =>
        audit.write({ who: by, what: 'register-schema', target: params.subject, outcome, ...(detail && { detail }) }),
      ),
    }
  },
})
