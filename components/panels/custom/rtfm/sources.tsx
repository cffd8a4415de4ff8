'use client'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { recordHref } from '#components/topic/read-query.ts'
import { get } from '#components/ui/api.ts'
import { Moment } from '#components/ui/time.tsx'
import type { Chat, Question } from '#lib/rtfm/messages.ts'
import { channelOf, sayChannel } from './parts.ts'

interface Found {
  id: string
  href?: string
  chat?: Chat
  why?: string
}

/** The message a source names, read from Kafka now; retention may have taken it. */
async function read(topic: string, id: string, place: string | undefined): Promise<Found> {
  const [partition, offset] = (place ?? '').split('/')
  if (!/^\d+$/.test(partition ?? '') || !/^\d+$/.test(offset ?? ''))
    return { id, why: 'the answer does not say where its record is' }
  const href = recordHref(topic, Number(partition), offset!)
  const answer = await get<{ records: { key: string | null; offset: string; message?: Chat }[] }>(
    `/api/topics/${encodeURIComponent(topic)}/records?partition=${partition}&from=${offset}&count=1`,
  )
  if (!answer.ok) return { id, href, why: answer.problem.title }
  const record = answer.value.records[0]
  const chat = record?.offset === offset ? record?.message : undefined
  return chat && chat.message_id === id ? { id, href, chat } : { id, why: 'Kafka does not have its record any more' }
}

/** The messages an answer rests on, as they were said, each with the way to its record. */
export function Sources({ topic, question }: { topic: string; question: Question }) {
  const [found, setFound] = useState<Found[]>()
  const ids = question.sources?.join() ?? ''
  const places = question.source_records?.join() ?? ''
  useEffect(() => {
    if (!ids) return
    let gone = false
    const at = places.split(',')
    Promise.all(ids.split(',').map((id, i) => read(topic, id, at[i]))).then((all) => {
      if (!gone) setFound(all)
    })
    return () => {
      gone = true
    }
  }, [topic, ids, places])
  if (!ids)
    return (
      <p className="text-muted">
        {question.sources_count
          ? `It rests on ${question.sources_count} messages; the bot does not say which.`
          : 'It names no messages it rests on.'}
      </p>
    )
  if (!found) return <p className="text-muted">Reading the messages it rests on…</p>
  return (
    <ol className="sources" aria-label="Messages the answer rests on">
      {found.map(({ id, chat, href, why }) => (
        <li key={id} className="source">
          {chat ? (
            <>
              <p className="source-head">
                <strong>{chat.username}</strong> <span>{sayChannel(channelOf(chat))}</span>{' '}
                <Moment t={Date.parse(chat.timestamp)} />
              </p>
              <p className="chat-text">{chat.content}</p>
            </>
          ) : (
            <p className="text-muted">
              Message <span className="mono">{id}</span>: {why}.
            </p>
          )}
          {href && (
            <Link className="link source-link" prefetch={false} href={href}>
              its record
            </Link>
          )}
        </li>
      ))}
    </ol>
  )
}
