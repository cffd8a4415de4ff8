import type { Metrics } from '../metrics.ts'
import { type Route, route } from '../route.ts'

export const scrape = (metrics: Metrics): Route =>
  route({
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    tag: 'Operations',
    summary: 'Figures for Prometheus',
    alsoAs: ['text/plain'],
    handle: async () => ({ text: await metrics.text(), type: metrics.type }),
  })
