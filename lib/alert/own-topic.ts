import { z } from 'zod'

/** The console's own topic, where several consoles agree on alerts. Compacted and retained as its owner decides; the console works without it. */
export const alertsTopic = 'milena.alerts'

/** One fact about an alert. `console` says who wrote it, so that a console passes over its own words. Times are epoch ms. */
export const AlertNote = z.object({
  console: z.string(),
  what: z.enum(['firing', 'resolved', 'ack', 'unack', 'silence', 'unsilence']),
  at: z.number(),
  alert: z.string().optional(),
  rule: z.string().nullable(),
  subject: z.string().nullable(),
  title: z.string().optional(),
  severity: z.string().optional(),
  say: z.string().optional(),
  by: z.string().optional(),
  note: z.string().optional(),
  until: z.number().optional(),
  silence: z.string().optional(),
})
export type AlertNote = z.output<typeof AlertNote>
