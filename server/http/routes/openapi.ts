import { z } from 'zod'
import { type Route, route } from '../route.ts'

export const describeApi = (document: () => string): Route =>
  route({
    id: 'openapi',
    method: 'GET',
    path: '/api/openapi.json',
    tag: 'Operations',
    summary: 'This description',
    response: z.object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
    handle: () => ({ text: document(), type: 'application/json; charset=utf-8' }),
  })
