'use client'
import Link from 'next/link'
import { memo, useEffect, useRef, useState } from 'react'
import { recordHref } from '#components/topic/read-query.ts'
import { Button } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { duration } from '#components/ui/format.ts'
import { Moment } from '#components/ui/time.tsx'
import { setUrl } from '#components/ui/url-state.ts'
import { type Question, tones, took } from '#lib/rtfm/messages.ts'
import { questionIn } from '#lib/rtfm/trigger.ts'
import { type Block, blocksOf, type ChatRow } from './parts.ts'

interface ChatViewProps {
  channel: string
  rows: readonly ChatRow[]
  /** By the message that asked. */
  asked: ReadonlyMap<string, Question>
}

/** A channel as its members read it, newest at the bottom, with the bot's replies under the questions. Stays at the end until somebody scrolls up. */
export function ChatView({ channel, rows, asked }: ChatViewProps) {
  const box = useRef<HTMLElement>(null)
  const [away, setAway] = useState(false)
  const [left, setLeft] = useState(0)
  const last = rows.at(-1)?.k
  const end = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another channel or a new message is what moves the end.
  useEffect(() => {
    if (!away) end()
  }, [channel, last, asked, away])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another channel begins at its end.
  useEffect(() => setAway(false), [channel])
  const scrolled = () => {
    const at = box.current
    if (!at) return
    const far = at.scrollHeight - at.scrollTop - at.clientHeight > 60
    if (far && !away) setLeft(rows.length)
    setAway(far)
  }
  const fresh = Math.max(0, rows.length - left)
  return (
    <div className="chat-pane">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section ref={box} className="chat-box" tabIndex={0} aria-label={`Messages in ${channel}`} onScroll={scrolled}>
        <ol className="chat">
          {blocksOf(rows).map((block) => (
            <Said key={block.k} block={block} n={block.rows.length} asked={asked} />
          ))}
        </ol>
      </section>
      {away && (
        <Button className="chat-down" onClick={() => setAway(false)}>
          {fresh > 0 ? `${fresh} new, to the end` : 'To the end'} <span aria-hidden="true">↓</span>
        </Button>
      )}
    </div>
  )
}

const Said = memo(function Said({ block, asked }: { block: Block; n: number; asked: ReadonlyMap<string, Question> }) {
  return (
    <li className="chat-block">
      <p className="chat-head">
        <strong>{block.username}</strong> <Moment t={block.at} />
      </p>
      {block.rows.map((row) => {
        const { v } = row
        const calls = questionIn(v.m!.content) !== undefined
        const question = calls ? asked.get(v.m!.message_id) : undefined
        return (
          <div key={row.k} className="chat-message" data-calls={calls}>
            <p className="chat-text">
              {v.m!.content}{' '}
              <Link
                className="chat-record"
                prefetch={false}
                href={recordHref(v.topic, v.p, v.o)}
                aria-label={`Record ${v.p}/${v.o} of this message`}
                title={`Record ${v.p}/${v.o}`}
              >
                ↗
              </Link>
            </p>
            {question && <Reply question={question} />}
          </div>
        )
      })}
    </li>
  )
})

/** The bot's answer under the question, as the channel sees it. */
function Reply({ question: q }: { question: Question }) {
  const ms = took(q)
  return (
    <div className="chat-reply">
      <StatusChip tone={tones[q.outcome] ?? 'muted'}>
        {q.outcome === 'open' ? 'waits for the bot' : `bot${ms === null ? '' : `, ${duration(ms)}`}`}
      </StatusChip>
      <button
        type="button"
        className="chat-answer"
        onClick={() => {
          setUrl({ question: q.query_id, state: null, q: null }, true)
          document.getElementById('questions')?.scrollIntoView({ block: 'start' })
        }}
      >
        {q.response_text ?? q.trouble ?? 'no answer yet'}
      </button>
    </div>
  )
}
