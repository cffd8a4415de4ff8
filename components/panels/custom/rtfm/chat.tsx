'use client'
import { useEffect, useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { Empty } from '#components/ui/empty.tsx'
import { count } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { useNow } from '#components/ui/time.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { System } from '#lib/contract.ts'
import type { TailRow, ViewSpec } from '#lib/protocol.ts'
import type { Chat, Question } from '#lib/rtfm/messages.ts'
import { ChannelList } from './channel-list.tsx'
import { ChatView } from './chat-view.tsx'
import { type ChatRow, channelOf, channelsOf, saidAt, sayChannel, topicFor } from './parts.ts'
import { useQuestions } from './use-questions.ts'
import { useSeen } from './use-seen.ts'
import './chat.css'

/** Messages that are looked at for channels and rates, and that one channel shows. */
const lookedAt = 600
const shown = 120

/** What is said on the server now: channels with their rate and what is unread, and one of them to read. */
export function ChatPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const topic = topicFor(system, 'message')
  const spec = useMemo<ViewSpec>(() => ({ kind: 'tail', topic, limit: lookedAt }), [topic])
  const view = useView<TailRow<Chat>>(spec, { everyMs: 200 })
  const questions = useQuestions(system)
  const [chosen, setChosen] = useUrlState('channel')
  const { seen, see } = useSeen()
  const now = useNow()
  const rows = useMemo(
    () => (view.rows as ChatRow[]).filter((row) => row.v.m).sort((a, b) => a.v.t - b.v.t || saidAt(a) - saidAt(b)),
    [view.rows],
  )
  const channels = useMemo(() => channelsOf(rows, seen, now), [rows, seen, now])
  const busiest = [...channels].sort((a, b) => b.perMinute - a.perMinute)[0]?.id
  const channel = channels.some((c) => c.id === chosen)
    ? chosen
    : (channels.find((c) => c.id === 'general')?.id ?? busiest ?? '')
  const own = useMemo(() => rows.filter((row) => channelOf(row.v.m!) === channel).slice(-shown), [rows, channel])
  const newest = own.at(-1)?.v.t ?? 0
  // What is on screen is read; of the other channels, what comes from now on is unread.
  useEffect(() => {
    if (channel) see(channel, newest)
  }, [channel, newest, see])
  // A channel seen for the first time is not unread: nobody was waiting for what was said before.
  useEffect(() => {
    for (const one of channels) if (seen[one.id] === undefined) see(one.id, one.newest)
  }, [channels, seen, see])
  const asked = useMemo(
    () =>
      new Map<string, Question>(
        questions.rows.flatMap(({ v: { m } }) => (m.original_message_id ? [[m.original_message_id, m]] : [])),
      ),
    [questions.rows],
  )
  const bad = view.rows.filter((row) => row.v.bad).length
  return (
    <Panel
      id={id}
      title={title}
      noun="message"
      truth={view.truth && { ...view.truth, passed: 0 }}
      noteFirst
      note={
        channel &&
        `${sayChannel(channel)}, ${count(own.length, 'message')}${bad ? `; ${count(bad, 'unreadable record')} left out` : ''}`
      }
      state={panelState(view)}
      error={view.error}
      loading="Asking for the newest messages…"
      menu={[{ label: 'Open the topic', href: `/topics/${encodeURIComponent(topic)}` }]}
      sheet={() => ({
        name: `${system.id}-${channel}`,
        heads: ['Said (UTC)', 'Channel', 'User', 'Message', 'Message id'],
        rows: own.map((row) => [
          new Date(saidAt(row)).toISOString(),
          ...[channel, row.v.m!.username, row.v.m!.content, row.v.m!.message_id],
        ]),
      })}
    >
      {channels.length === 0 ? (
        <Empty title="Nobody has said anything yet">
          Messages appear here as soon as the bot hears one. Without a bot, `npm start` runs a small server that talks.
        </Empty>
      ) : (
        <div className="chat-grid">
          <ChannelList channels={channels} value={channel} onChange={(next) => setChosen(next)} />
          <ChatView channel={channel} rows={own} asked={asked} />
        </div>
      )}
    </Panel>
  )
}
