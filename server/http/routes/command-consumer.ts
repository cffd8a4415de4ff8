import { z } from 'zod'
import { verbs } from '#lib/crypto/pipeline.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { Process, states } from '../shapes-crypto.ts'

export const commandConsumer = route({
  id: 'commandConsumer',
  method: 'POST',
  path: '/api/crypto/pipeline/{id}/{verb}',
  tag: 'Crypto',
  summary: 'Pause, resume or delete a process of the pipeline',
  description:
    'Writes the command into its state file; the process carries it out and writes what it is then. `before` is the state it was in. A deletion that was not carried out yet is taken back by resume.',
  params: z.object({ id: z.string().max(120), verb: z.enum(verbs) }),
  response: z.object({ process: Process, before: z.enum(states) }),
  problems: [404, 409],
  handle: async ({ params: { id, verb }, by }, { crypto, requests: { audit } }) => {
    const done = await crypto.command(id, verb)
    audit.write({
      ...{ who: by, what: `crypto-${verb}`, target: id, outcome: done.ok ? 'done' : 'refused' },
      ...(!done.ok && { detail: done.detail }),
    })
    return done.ok ? { json: { process: done.process, before: done.before } } : refuse(done.status, done.detail)
  },
})
