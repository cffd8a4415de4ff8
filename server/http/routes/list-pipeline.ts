import { route } from '../route.ts'
import { Pipeline } from '../shapes-crypto.ts'

export const listPipeline = route({
  id: 'listPipeline',
  method: 'GET',
  path: '/api/crypto/pipeline',
  tag: 'Crypto',
  summary: 'The producer and the consumers, as their state files say',
  response: Pipeline,
  handle: async (_call, { crypto }) => {
    const { rows, data } = await crypto.pipeline()
    return { json: { processes: rows, ...data } }
  },
})
