'use client'
import Link from 'next/link'
import { memo } from 'react'
import { recordHref } from '#components/topic/read-query.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { duration, percent } from '#components/ui/format.ts'
import { Age, Moment, Since, useNow } from '#components/ui/time.tsx'
import type { Board, System } from '#lib/contract.ts'
import { type Question, took } from '#lib/rtfm/messages.ts'
import { patience, type QuestionRow, topicFor } from './parts.ts'
import { Sources } from './sources.tsx'

interface ItemProps {
  row: QuestionRow
  system: System
  levels: NonNullable<Board['levels']>
  open: boolean
  cursor: boolean
  onToggle: (key: string) => void
}

/** One question and what came of it; opens to the whole answer and what it rests on. */
export const QuestionItem = memo(function QuestionItem({ row, system, levels, open, cursor, onToggle }: ItemProps) {
  const q = row.v.m
  const level = levels.find((l) => l.id === q.outcome)
  const answer = q.response_text ?? (q.outcome === 'given up' ? `Given up: ${q.trouble}` : undefined)
  return (
    <li className="ask" data-k={row.k} data-cursor={cursor} data-outcome={q.outcome}>
      <button type="button" className="ask-line" aria-expanded={open} onClick={() => onToggle(row.k)}>
        <span className="ask-state">
          {q.outcome === 'open' ? (
            <Waiting since={q.asked_at ?? 0} patienceMs={patience(system)} />
          ) : (
            <StatusChip tone={level?.tone ?? 'muted'} {...(level ? { mark: level.mark } : {})}>
              {level?.title ?? q.outcome}
            </StatusChip>
          )}
        </span>
        <span className="ask-words">
          <strong>{q.question ?? 'A question this console has not seen'}</strong>
          {answer ? (
            <span className="ask-answer">{firstLine(answer)}</span>
          ) : (
            <span className="ask-answer">no answer yet</span>
          )}
        </span>
        <span className="ask-facts">
          <Figures question={q} />
        </span>
        <span className="ask-when">
          {q.username && <span className="ask-who">{q.username}</span>}
          <Age t={q.asked_at ?? q.answered_at ?? 0} ago />
        </span>
      </button>
      {open && <Opened q={q} system={system} withPage />}
    </li>
  )
})

function Waiting({ since, patienceMs }: { since: number; patienceMs: number }) {
  const now = useNow()
  const late = now > 0 && now - since > patienceMs
  return (
    <StatusChip tone={late ? 'bad' : 'warn'}>
      {late ? 'unanswered' : 'open'} <Since t={since} />
    </StatusChip>
  )
}

function Figures({ question: q }: { question: Question }) {
  const ms = took(q)
  return (
    <>
      {q.outcome !== 'answered' || q.confidence === undefined ? <span className="sure" /> : null}
      {q.confidence !== undefined && q.outcome === 'answered' && (
        <span
          className="sure"
          title={`Confidence ${percent(q.confidence)}: how much of the question its best source speaks of`}
        >
          <i aria-hidden="true">
            <b style={{ width: `${Math.round(q.confidence * 100)}%` }} />
          </i>
          {percent(q.confidence)}
        </span>
      )}
      {ms !== null && <span title="From question to answer">{duration(ms)}</span>}
    </>
  )
}

/** The whole answer, the messages it rests on, how sure and how fast it was, and the ways to its records. */
export function Opened({ q, system, withPage = false }: { q: Question; system: System; withPage?: boolean }) {
  const ms = took(q)
  const place = (noun: string, at: string | undefined, say: string) => {
    const [p, o] = (at ?? '').split('/')
    return p && o ? (
      <Link className="link" prefetch={false} href={recordHref(topicFor(system, noun), Number(p), o)}>
        {say}
      </Link>
    ) : null
  }
  return (
    <div className="ask-open">
      {q.trouble && q.outcome !== 'nothing found' && (
        <p>
          <StatusChip tone="bad">{q.outcome}</StatusChip> {q.trouble}
        </p>
      )}
      {q.response_text && <p className="chat-text ask-text">{q.response_text}</p>}
      {q.outcome === 'answered' && <Sources topic={topicFor(system, 'message')} question={q} />}
      <p className="ask-trail">
        {ms !== null && <span>answered after {duration(ms)}</span>}
        {q.confidence !== undefined && <span>confidence {percent(q.confidence)}</span>}
        {q.model && <span>{modelWord(q.model)}</span>}
        {q.asked_at !== undefined && (
          <span>
            asked <Moment t={q.asked_at} />
          </span>
        )}
        {place('question', q.asked_in, 'question’s record')}
        {place('answer', q.answered_in, 'answer’s record')}
        {withPage && (
          <Link className="link" prefetch={false} href={`/systems/${system.id}/${encodeURIComponent(q.query_id)}`}>
            its page
          </Link>
        )}
      </p>
    </div>
  )
}

const modelWord = (model: string): string =>
  model === 'extractive' ? 'quoted, no language model' : model === 'none' ? 'no model answered' : `written by ${model}`
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''
