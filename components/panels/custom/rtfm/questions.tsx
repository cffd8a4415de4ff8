'use client'
import { HoldButton } from '#components/board/hold-button.tsx'
import { LevelFilter } from '#components/board/level-filter.tsx'
import { useMode } from '#components/board/use-mode.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { useList } from '#components/panels/use-list.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { count, duration, number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { setUrl, useOpened, useUrlState } from '#components/ui/url-state.ts'
import type { System } from '#lib/contract.ts'
import type { BoardRow } from '#lib/protocol.ts'
import { type Question, took } from '#lib/rtfm/messages.ts'
import { boardFor, patience, topicFor } from './parts.ts'
import { QuestionItem } from './question-item.tsx'
import { useQuestions } from './use-questions.ts'
import './questions.css'

const none: Record<string, number> = {}

/** Open questions with how long they wait, then what was answered, with how sure, how fast and resting on what. */
export function QuestionsPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const board = boardFor(system)
  const [level, setLevel] = useUrlState('state')
  const opened = useOpened('question')
  const { text, setText, rested } = useTyped('q')
  const view = useQuestions(system, { level, search: rested })
  const reading = useMode<BoardRow<Question>>(view.rows, view.truth ?? undefined, `${level}\n${rested}`)
  const { cursor } = useList(reading.rows, { key: (row) => row.k, open: (row) => opened.toggle(row.k), opened, title })
  const filtered = Boolean(level || rested)
  const data = view.data
  const limit = patience(system)
  return (
    <Panel
      id={id}
      title={title}
      noun="question"
      truth={view.truth && { ...view.truth, passed: 0 }}
      noteFirst
      state={panelState(view)}
      error={view.error}
      loading="Asking for the questions…"
      note={
        data && (
          <>
            {count(data.matching, 'question')}
            {filtered && ` of ${number(data.total)}`}, open ones first
            {Number.isFinite(limit) && `, unanswered after ${duration(limit)}`}
            {reading.say && <b> · {reading.say}</b>}
          </>
        )
      }
      actions={<HoldButton reading={reading} title={title} />}
      menu={[{ label: 'Open the topic', href: `/topics/${encodeURIComponent(topicFor(system, 'question'))}` }]}
      sheet={() => ({
        name: `${system.id}-questions`,
        heads: [
          'Asked (UTC)',
          'State',
          'Question',
          'By',
          'Answer',
          'Took (ms)',
          'Confidence',
          'Model',
          'Sources',
          'Query id',
        ],
        rows: reading.rows.map(({ v: { m: q } }) => [
          q.asked_at === undefined ? null : new Date(q.asked_at).toISOString(),
          ...[q.outcome, q.question ?? null, q.username ?? null, q.response_text ?? q.trouble ?? null],
          ...[took(q), q.confidence ?? null, q.model ?? null, q.sources?.join(' ') ?? null, q.query_id],
        ]),
      })}
    >
      <div className="board-filters">
        <LevelFilter board={board} counts={data?.levels ?? none} value={level} onChange={setLevel} />
        <SearchInput
          label="Filter questions"
          placeholder="Filter questions and answers"
          value={text}
          onChange={setText}
          data-filter
        />
      </div>
      {reading.rows.length === 0 ? (
        <Empty
          title={filtered ? 'No question fits' : 'Nobody has asked anything yet'}
          action={filtered && <Button onClick={() => setUrl({ q: null, state: null })}>Show all</Button>}
        >
          {filtered
            ? `${count(data?.total ?? 0, 'question')} are known.`
            : 'Questions appear here when somebody calls the bot in a channel. “Ask the bot” above sends one.'}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        <section className="asks-box" tabIndex={0} aria-label={`${title}, scrolls`} {...reading.guard}>
          <ol className="asks">
            {reading.rows.map((row) => (
              <QuestionItem
                key={row.k}
                row={row}
                system={system}
                levels={board.levels ?? []}
                open={opened.key === row.k}
                cursor={cursor === row.k}
                onToggle={opened.toggle}
              />
            ))}
          </ol>
        </section>
      )}
    </Panel>
  )
}
