import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { SchemaDetail, subjectParam } from '../shapes-schema.ts'

export const getSchema = route({
  id: 'getSchema',
  method: 'GET',
  path: '/api/schemas/{subject}',
  tag: 'Schemas',
  summary: 'One subject: its versions, the newest schema, and the contract’s beside it',
  params: subjectParam,
  response: SchemaDetail,
  problems: [404, 503],
  handle: ({ params }, { schemas }) => {
    const detail = schemas.detail(params.subject)
    if (detail) return { json: detail }
    if (schemas.rows().data.at === 0)
      return refuse(503, 'The schema registry has not been reached yet.', { retryAfter: 5 })
    return refuse(404, 'Neither the schema registry nor a contract has this subject.')
  },
})
