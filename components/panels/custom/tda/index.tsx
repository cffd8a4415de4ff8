'use client'
import dynamic from 'next/dynamic'

// Other systems' pages do not carry these.
const frame = (height: number) => ({
  ssr: false,
  loading: () => <section className="panel" style={{ minHeight: height }} aria-hidden="true" />,
})

export const JobsOverTime = dynamic(() => import('./life.tsx').then((m) => m.JobsOverTime), frame(220))
export const QueuePanel = dynamic(() => import('./queue.tsx').then((m) => m.QueuePanel), frame(184))
export const ServicePanel = dynamic(() => import('./service.tsx').then((m) => m.ServicePanel), frame(220))
export const JobPanel = dynamic(() => import('./job.tsx').then((m) => m.JobPanel), frame(480))
