'use client'
import Link from 'next/link'
import { useMemo } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { recordHref } from '#components/topic/read-query.ts'
import { StatusChip } from '#components/ui/chip.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { count, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import type { System } from '#lib/contract.ts'
import type { TailRow } from '#lib/protocol.ts'
import type { DeadLetter } from '#lib/rtfm/messages.ts'
import { topicFor } from './parts.ts'
import { type Trouble, troublesOf } from './troubles.ts'
import { useQuestions } from './use-questions.ts'
import './trouble.css'

const words: Record<Trouble['kind'], string> = {
  'dead letter': 'put aside by the processor',
  'error reply': 'said to the one who asked',
  unreadable: 'does not meet the contract',
}

/** What went wrong lately, by cause: messages put aside, apologies of the bot, records that cannot be read. */
export function DeadPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const dead = topicFor(system, 'dead letter')
  const letters = useView<TailRow<DeadLetter>>({ kind: 'tail', topic: dead, limit: 200 }, { everyMs: 500 })
  const bad = useView<TailRow>({ kind: 'bad' }, { everyMs: 500 })
  const questions = useQuestions(system, { level: 'error' })
  const answers = topicFor(system, 'answer')
  const troubles = useMemo(() => {
    const own = new Set(system.topics.map((topic) => topic.name))
    return troublesOf({
      letters: letters.rows,
      questions: questions.rows.map(({ v }) => v.m),
      bad: bad.rows.filter(({ v }) => own.has(v.topic)),
      answers,
    })
  }, [letters.rows, questions.rows, bad.rows, system, answers])
  const total = troubles.reduce((sum, t) => sum + t.n, 0)
  return (
    <Panel
      id={id}
      title={title}
      state={panelState(letters, troubles.length === 0)}
      error={letters.error}
      note={total > 0 ? `${count(total, 'record')}, by cause` : undefined}
      empty={
        <Empty title="Nothing was given up">
          Records without needed fields, and apologies of the bot, are counted here by cause.
        </Empty>
      }
      menu={[
        { label: 'Open the dead letters', href: `/topics/${encodeURIComponent(dead)}` },
        { label: 'All bad records', href: '/bad' },
      ]}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard. */}
      <ul className="troubles" tabIndex={0} aria-label={title}>
        {troubles.slice(0, 30).map((t) => {
          const [p, o] = t.place.split('/')
          return (
            <li key={`${t.kind} ${t.cause}`} className="trouble">
              <strong className="trouble-n">{number(t.n)}</strong>
              <span className="trouble-words">
                <span>{t.cause}</span>
                <small>
                  <StatusChip tone={t.kind === 'unreadable' ? 'warn' : 'bad'}>{t.kind}</StatusChip> {words[t.kind]}
                </small>
              </span>
              <span className="trouble-when">
                <Age t={t.newest} ago />
                <Link className="link" prefetch={false} href={recordHref(t.topic, Number(p), o ?? '0')}>
                  newest record
                </Link>
              </span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
