import { z } from 'zod'
import type { Row, TailRow } from '#lib/protocol.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { Tail } from '../shapes.ts'

export const listBad = route({
  id: 'listBad',
  method: 'GET',
  path: '/api/bad',
  tag: 'Kafka',
  summary: 'Records that could not be decoded, with cause and first bytes',
  query: z.strictObject({ topic: z.string().max(249).optional() }),
  response: z.object({ records: z.array(Tail), total: z.number().meta({ description: 'Since the console started.' }) }),
  handle: ({ query }, { hub }) => {
    const view = hub.read({ kind: 'bad', ...query })
    if (typeof view === 'string') return refuse(404, view)
    return { json: { records: ((view.rows ?? []) as Row<TailRow>[]).map((row) => row.v), total: view.truth.bad } }
  },
})
