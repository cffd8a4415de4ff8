import { z } from 'zod'
import { route } from '../route.ts'
import { fromRegistry } from '../schema-answers.ts'
import { levelField, subjectParam } from '../shapes-schema.ts'

export const setSchemaLevel = route({
  id: 'setSchemaLevel',
  method: 'POST',
  path: '/api/schemas/{subject}/level',
  tag: 'Schemas',
  summary: 'Set how a new version must agree with those before it',
  params: subjectParam,
  body: z.strictObject({ level: levelField }),
  response: z.object({ level: z.string() }),
  problems: [404, 422, 502, 503],
  handle: async ({ params, body, by }, { schemas, requests: { audit } }) => {
    const set = await schemas.setLevel(params.subject, body.level)
    const target = `${params.subject}: ${body.level}`
    return {
      json: {
        level: fromRegistry(set, (outcome, detail) =>
          audit.write({ who: by, what: 'set-schema-level', target, outcome, ...(detail && { detail }) }),
        ),
      },
    }
  },
})
