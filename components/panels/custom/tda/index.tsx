'use client'
import dynamic from 'next/dynamic'

// Other systems' pages do not carry these. The options must be written out at each call: Next reads them before it runs them.
export const JobsOverTime = dynamic(() => import('./life.tsx').then((m) => m.JobsOverTime), {
  ssr: false,
  loading: () => <section className="panel" style={{ minHeight: 220 }} aria-hidden="true" />,
})
export const QueuePanel = dynamic(() => import('./queue.tsx').then((m) => m.QueuePanel), {
  ssr: false,
  loading: () => <section className="panel" style={{ minHeight: 184 }} aria-hidden="true" />,
})
export const ServicePanel = dynamic(() => import('./service.tsx').then((m) => m.ServicePanel), {
  ssr: false,
  loading: () => <section className="panel" style={{ minHeight: 220 }} aria-hidden="true" />,
})
export const JobPanel = dynamic(() => import('./job.tsx').then((m) => m.JobPanel), {
  ssr: false,
  loading: () => <section className="panel" style={{ minHeight: 480 }} aria-hidden="true" />,
})
