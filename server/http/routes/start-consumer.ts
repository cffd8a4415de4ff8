import { z } from 'zod'
import { consumerId, NewConsumer } from '#lib/crypto/pipeline.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { Process } from '../shapes-crypto.ts'

export const startConsumer = route({
  id: 'startConsumer',
  method: 'POST',
  path: '/api/crypto/pipeline',
  tag: 'Crypto',
  summary: 'Start a consumer for a symbol, model and version',
  description: 'Leaves a job for the pipeline’s job handler, and a state file that says start.',
  body: NewConsumer,
  response: z.object({ process: Process }),
  status: 202,
  problems: [409, 422],
  handle: async ({ body, by }, { crypto, requests: { audit } }) => {
    if (!crypto.symbols.includes(body.crypto))
      return refuse(422, `There is no symbol ${body.crypto} here.`, { errors: { crypto: 'no such symbol' } })
    const done = await crypto.start(body)
    audit.write({
      ...{ who: by, what: 'crypto-start', target: consumerId(body), outcome: done.ok ? 'done' : 'refused' },
      ...(!done.ok && { detail: done.detail }),
    })
    return done.ok ? { json: { process: done.process } } : refuse(done.status, done.detail)
  },
})
