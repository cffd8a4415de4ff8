'use client'
import { useMemo, useState } from 'react'
import { HoldButton } from '#components/board/hold-button.tsx'
import { useMode } from '#components/board/use-mode.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { useList } from '#components/panels/use-list.ts'
import { usePhone } from '#components/panels/use-phone.ts'
import { useTyped } from '#components/panels/use-typed.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { SearchInput } from '#components/ui/field.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Sheet } from '#components/ui/sheet.tsx'
import { setUrl, useOpened } from '#components/ui/url-state.ts'
import type { System } from '#lib/contract.ts'
import type { Exchange } from '#lib/protocol.ts'
import { ExchangeDetail } from './exchange-detail.tsx'
import { ExchangeRow } from './exchange-row.tsx'
import { StateFilter } from './state-filter.tsx'
import { useExchanges } from './use-exchanges.ts'
import { matchWord, search, tookOf } from './words.ts'
import './finrobot.css'

/** Cards a phone shows at first. */
const onPhone = 12

/** Every request on the topic beside its reply, newest first. Rows stand still while the pointer or the focus is among them. */
export function ExchangesPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { view, only, setOnly } = useExchanges(system.id)
  const { text, setText, rested } = useTyped('q')
  const opened = useOpened(`${id}.x`)
  const phone = usePhone()
  const [all, setAll] = useState(false)
  const reading = useMode<Exchange>(view.rows, view.truth ?? undefined, only)
  const found = useMemo(() => search(reading.rows, rested), [reading.rows, rested])
  // On a phone rows are cards, and what stands below the list would be far away.
  const rows = useMemo(() => (phone && !all ? found.slice(0, onPhone) : found), [found, phone, all])
  const open = useMemo(() => view.rows.find((row) => row.k === opened.key)?.v, [view.rows, opened.key])
  const { cursor } = useList(rows, { key: (row) => row.k, open: (row) => opened.open(row.k), opened, title })
  const { data } = view
  const of = data ? ` of ${number(data.matching)}` : ''
  const listed = rested
    ? `${number(found.length)} of the newest ${number(reading.rows.length)}${of}`
    : data && data.matching > rows.length && `newest ${number(rows.length)}${of}`
  const from = system.exchange
  return (
    <Panel
      id={id}
      title={title}
      truth={view.truth}
      noun="record"
      noteFirst
      note={
        (listed || reading.say) && (
          <>
            {listed}
            {listed && reading.say && ' · '}
            <b>{reading.say}</b>
          </>
        )
      }
      state={panelState(view)}
      actions={<HoldButton reading={reading} title={title} />}
      error={view.error}
      loading="Asking for the newest requests and replies…"
      menu={from ? [topicLink('Topic of requests', from.requests), topicLink('Topic of replies', from.replies)] : []}
      sheet={() => ({
        name: `${system.id}-${id}`,
        heads: ['Asked (UTC)', 'Request', 'Texts', 'State', 'Reply', 'Error', 'Took ms', 'Match', 'Model'],
        rows: found.map(({ v }) => [
          new Date(v.t).toISOString(),
          v.asked?.place ?? null,
          v.asked?.texts.join(' | ') ?? null,
          v.state,
          v.said?.response ?? null,
          v.said?.error ?? null,
          tookOf(v),
          v.match,
          v.said?.model ?? null,
        ]),
      })}
    >
      <StateFilter data={data} only={only} onChange={setOnly} />
      <div className="list-tools">
        <SearchInput
          label="Filter requests and replies"
          placeholder="Filter the newest by their texts"
          value={text}
          onChange={setText}
        />
      </div>
      {rows.length === 0 ? (
        <Nothing
          filtered={Boolean(only || rested)}
          looked={reading.rows.length || (data?.known ?? 0)}
          onAll={() => setUrl({ only: null, q: null })}
        />
      ) : (
        <section
          className="table-box ex-box"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label={`${title}, newest first`}
          {...reading.guard}
        >
          <table className="table ex">
            <caption className="sr-only">{title}, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Asked</th>
                <th scope="col">Request</th>
                <th scope="col">Reply</th>
                <th scope="col" className="num">
                  Took
                </th>
                <th scope="col" className="p2">
                  <span title={`${matchWord.exact.say}. ${matchWord.inferred.say}.`}>Match</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <ExchangeRow key={row.k} exchange={row.v} cursor={cursor === row.k} onOpen={opened.open} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rows.length < found.length && (
        <div className="table-foot">
          <Button look="quiet" onClick={() => setAll(true)}>
            Show {number(found.length - rows.length)} more
          </Button>
        </div>
      )}
      <Sheet open={Boolean(open)} onClose={opened.close} title="Request and reply">
        {open && <ExchangeDetail exchange={open} system={system} />}
      </Sheet>
    </Panel>
  )
}

const topicLink = (label: string, topic: string) => ({ label, href: `/topics/${encodeURIComponent(topic)}` })

function Nothing({ filtered, looked, onAll }: { filtered: boolean; looked: number; onAll: () => void }) {
  if (filtered && looked > 0)
    return (
      <Empty title="None of these now" action={<Button onClick={onAll}>Show all</Button>}>
        Looked at: the {number(looked)} newest requests and replies.
      </Empty>
    )
  return (
    <Empty title="Nobody has asked yet">
      A request appears here as soon as one is on the topic, whoever wrote it. “Ask the model” above sends one.
    </Empty>
  )
}
