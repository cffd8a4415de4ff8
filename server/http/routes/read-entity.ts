import { z } from 'zod'
import type { Row, TailRow } from '#lib/protocol.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { Tail } from '../shapes.ts'

export const readEntity = route({
  id: 'readEntity',
  method: 'GET',
  path: '/api/systems/{system}/entities/{key}',
  tag: 'Systems',
  summary: 'All records of one customer, job or symbol, oldest first',
  params: z.object({ system: z.string(), key: z.string().max(300) }),
  response: z.object({ key: z.string(), noun: z.string(), records: z.array(Tail), newest: z.number() }),
  problems: [404],
  handle: ({ params }, { hub, systems }) => {
    const entity = systems.find(({ id }) => id === params.system)?.entity
    if (!entity) return refuse(404, 'This system has no pages per key.')
    const view = hub.read({ kind: 'entity', ...params })
    if (typeof view === 'string') return refuse(404, view)
    const rows = (view.rows ?? []) as Row<TailRow>[]
    if (rows.length === 0) return refuse(404, `Nothing is known of this ${entity.noun.toLowerCase()}.`)
    return {
      json: { key: params.key, noun: entity.noun, records: rows.map((row) => row.v), newest: view.truth.newest },
    }
  },
})
