'use client'
import type { AlertRow } from '#lib/protocol.ts'
import { post, sayProblem } from '../ui/api.ts'
import { duration } from '../ui/format.ts'
import { toast } from '../ui/toast.tsx'

/** What is acted on: one alert by its id, or all open alerts of a rule by the rule's id. */
export interface Target {
  id: string
  name: string
}
export const targetOf = (alert: AlertRow): Target => ({
  id: alert.id,
  name: alert.subject ? `${alert.title}: ${alert.subject}` : alert.title,
})

async function act(
  target: Target,
  verb: string,
  { body = {}, say, undo }: { body?: unknown; say: string; undo?: () => void },
): Promise<boolean> {
  const answer = await post(`/api/alerts/${encodeURIComponent(target.id)}/${verb}`, body)
  if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
  else toast({ text: `${say}: ${target.name}`, ...(undo && { action: { label: 'Undo', run: undo } }) })
  return answer.ok
}

export const acknowledge = (target: Target, note?: string): Promise<boolean> =>
  act(target, 'ack', {
    body: note ? { note } : {},
    say: 'Acknowledged',
    undo: () => void act(target, 'unack', { say: 'No longer acknowledged' }),
  })

export const unacknowledge = (target: Target): Promise<boolean> =>
  act(target, 'unack', { say: 'No longer acknowledged', undo: () => void act(target, 'ack', { say: 'Acknowledged' }) })

/** For 1 minute to a week. */
export const silence = (target: Target, minutes: number): Promise<boolean> =>
  act(target, 'silence', {
    body: { minutes },
    say: `Silenced for ${duration(minutes * 60_000)}`,
    undo: () => void act(target, 'unsilence', { say: 'No longer silenced' }),
  })

export const unsilence = (target: Target): Promise<boolean> => act(target, 'unsilence', { say: 'No longer silenced' })
