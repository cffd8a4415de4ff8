import type { RequestRow, Stage } from '#lib/protocol.ts'

export interface Lane {
  id: string
  title: string
  /** Percent of the whole. */
  from: number
  width: number
  /** ms; null while it is still going on. */
  took: number | null
  tone: 'accent' | 'good' | 'warn' | 'bad' | 'muted'
  detail?: string
}

const tones: Partial<Record<Stage['id'], Lane['tone']>> = {
  answered: 'good',
  failed: 'bad',
  late: 'warn',
  cancelled: 'muted',
  consumed: 'warn',
}
const least = 1.5

export const isOpen = (request: Pick<RequestRow, 'state'>): boolean =>
  request.state === 'waiting' || request.state === 'sent' || request.state === 'late'

/** What the request waits for now, in words. */
export function waitsFor(request: Pick<RequestRow, 'state' | 'sent' | 'stages'>): string {
  if (request.state === 'waiting')
    return request.stages.some((s) => s.id === 'retry') ? 'to be sent again' : 'to be sent'
  // Whoever tells of its progress has read it, whether or not the group has committed so.
  return request.stages.some((s) => s.id === 'consumed' || s.id === 'stage')
    ? 'for the answer'
    : 'to be read and answered'
}

/** The road of a request as bars on one time axis: each from the stage before to itself, and one that grows while something is awaited. */
export function lanes(request: Pick<RequestRow, 'state' | 'sent' | 'stages'>, now: number): Lane[] {
  const stages = [...request.stages].sort((a, b) => a.at - b.at)
  const start = stages[0]?.at ?? now
  const open = isOpen(request)
  const end = Math.max(open ? now : (stages.at(-1)?.at ?? now), start + 1)
  const place = (from: number, to: number) => {
    const left = ((from - start) / (end - start)) * 100
    const width = Math.max(least, ((to - from) / (end - start)) * 100)
    return { from: Math.max(0, Math.min(left, 100 - width)), width: Math.min(100, width) }
  }
  const done = stages.map((stage, i): Lane => {
    const before = stages[i - 1]?.at ?? stage.at - (stage.took ?? 0)
    return {
      id: `${stage.id}-${i}`,
      title: stage.title,
      ...place(Math.max(start, before), stage.at),
      took: stage.took ?? Math.max(0, stage.at - before),
      tone: stage.id === 'produced' && request.state === 'delivered' ? 'good' : (tones[stage.id] ?? 'accent'),
      ...(stage.detail ? { detail: stage.detail } : {}),
    }
  })
  const last = stages.at(-1)?.at ?? start
  return open
    ? [...done, { id: 'waiting', title: `waits ${waitsFor(request)}`, ...place(last, end), took: null, tone: 'muted' }]
    : done
}

/** Whole time from acceptance to the end, or null while it is open. */
export const wholeTime = (request: Pick<RequestRow, 'at' | 'doneAt'>): number | null =>
  request.doneAt === null ? null : Math.max(0, request.doneAt - request.at)
