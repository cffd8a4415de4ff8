import { docsPage } from '../docs-page.ts'
import { type Route, route } from '../route.ts'

export const readDocs = (document: () => string): Route =>
  route({
    id: 'docs',
    method: 'GET',
    path: '/api/docs',
    tag: 'Operations',
    summary: 'This description as a page',
    alsoAs: ['text/html'],
    handle: ({ headers }) => ({
      text: docsPage(document(), headers['x-nonce'] ?? ''),
      type: 'text/html; charset=utf-8',
    }),
  })
