import type { AlertRule, System } from '#lib/contract.ts'
import type { BoardRow, Row, TailRow } from '#lib/protocol.ts'
import type { Chat, Question } from '#lib/rtfm/messages.ts'

/** The parts of the contract these panels are about, found by what they are, not by name. */
export const topicFor = (system: System, noun: string): string => system.topics.find((t) => t.noun === noun)?.name ?? ''
export const boardFor = (system: System) => system.boards![0]!
/** How long a question may wait before somebody is called, ms. */
export const patience = (system: System): number =>
  system.alerts?.find((rule): rule is Extract<AlertRule, { kind: 'unanswered' }> => rule.kind === 'unanswered')
    ?.withinMs ?? Number.POSITIVE_INFINITY

export type QuestionRow = Row<BoardRow<Question>>
export type ChatRow = Row<TailRow<Chat>>

export const channelOf = (m: Chat): string => m.metadata?.channel_name ?? m.channel_id ?? 'unknown'
/** "#general", or that it was said to the bot alone. */
export const sayChannel = (channel: string): string => (channel === 'DM' ? 'direct messages' : `#${channel}`)
/** When it was said, epoch ms: the message's own time, else Kafka's. */
export function saidAt({ v }: ChatRow): number {
  const text = v.m?.timestamp ?? ''
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isFinite(at) ? at : v.t
}

export interface Channel {
  id: string
  /** Messages a minute, over the last minute or what of it is known. */
  perMinute: number
  /** Since the channel was looked at. */
  unread: number
  newest: number
}

/** The channels of what was said lately, busiest first; `seen` tells up to when each was read, epoch ms of Kafka. */
export function channelsOf(rows: readonly ChatRow[], seen: Record<string, number>, now: number): Channel[] {
  const all = new Map<string, Channel>()
  const oldest = rows[0]?.v.t ?? now
  const span = Math.min(60_000, Math.max(1000, now - oldest))
  for (const { v } of rows) {
    if (!v.m) continue
    const id = channelOf(v.m)
    const channel = all.get(id) ?? { id, perMinute: 0, unread: 0, newest: 0 }
    all.set(id, channel)
    if (now - v.t <= span) channel.perMinute += 60_000 / span
    // A channel never looked at is not unread: nobody was waiting for it.
    if (v.t > (seen[id] ?? Number.POSITIVE_INFINITY)) channel.unread++
    channel.newest = Math.max(channel.newest, v.t)
  }
  return [...all.values()].sort((a, b) => a.id.localeCompare(b.id))
}

/** Messages of one person that follow each other within five minutes are read as one block. */
export interface Block {
  k: string
  username: string
  at: number
  rows: ChatRow[]
}
export function blocksOf(rows: readonly ChatRow[]): Block[] {
  const blocks: Block[] = []
  for (const row of rows) {
    const last = blocks.at(-1)
    const username = row.v.m!.username
    const at = saidAt(row)
    if (last && last.username === username && at - saidAt(last.rows.at(-1)!) < 300_000) last.rows.push(row)
    else blocks.push({ k: row.k, username, at, rows: [row] })
  }
  return blocks
}

/** Percentile of sorted or unsorted numbers, nearest rank; null when there are none. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? null
}
