'use client'
import { useMemo, useState } from 'react'
import { useHeld } from '#components/feed/use-view.ts'
import { panelState } from '#components/panels/panel-state.ts'
import { useList } from '#components/panels/use-list.ts'
import { usePhone } from '#components/panels/use-phone.ts'
import { Button } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { number } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Sheet } from '#components/ui/sheet.tsx'
import { useUrlState } from '#components/ui/url-state.ts'
import type { System } from '#lib/contract.ts'
import { ExchangeDetail } from './exchange-detail.tsx'
import { ExchangeRow } from './exchange-row.tsx'
import { StateFilter } from './state-filter.tsx'
import { useExchanges } from './use-exchanges.ts'
import { matchWord, tookOf } from './words.ts'
import './finrobot.css'

/** Cards a phone shows at first. */
const onPhone = 12

/** Every request on the topic beside its reply, newest first. Rows stand still while the pointer or the focus is among them. */
export function ExchangesPanel({ id, title, system }: { id: string; title: string; system: System }) {
  const { view, only, setOnly } = useExchanges(system.id)
  const [opened, setOpened] = useUrlState(`${id}.x`)
  const [reading, setReading] = useState(false)
  const phone = usePhone()
  const [all, setAll] = useState(false)
  const { rows: held, waiting } = useHeld(view.rows, reading && view.state === 'live')
  // On a phone rows are cards, and what stands below the list would be far away.
  const rows = useMemo(() => (phone && !all ? held.slice(0, onPhone) : held), [held, phone, all])
  const open = useMemo(() => view.rows.find((row) => row.k === opened)?.v, [view.rows, opened])
  const { cursor } = useList(rows, { key: (row) => row.k, open: (row) => setOpened(row.k), title })
  const { data } = view
  const state = panelState(view)
  const from = system.exchange
  return (
    <Panel
      id={id}
      title={title}
      truth={view.truth}
      noun="record"
      note={
        data && data.matching > rows.length ? `newest ${number(rows.length)} of ${number(data.matching)}` : undefined
      }
      state={state === 'live' && waiting > 0 ? 'paused' : state}
      waiting={waiting}
      error={view.error}
      loading="Asking for the newest requests and replies…"
      menu={from ? [topicLink('Topic of requests', from.requests), topicLink('Topic of replies', from.replies)] : []}
      sheet={() => ({
        name: `${system.id}-${id}`,
        heads: ['Asked (UTC)', 'Request', 'Texts', 'State', 'Reply', 'Error', 'Took ms', 'Match', 'Model'],
        rows: view.rows.map(({ v }) => [
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
      {rows.length === 0 ? (
        <Nothing only={only} known={data?.known ?? 0} onAll={() => setOnly('')} />
      ) : (
        <section
          className="table-box ex-box"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label={`${title}, newest first`}
          onPointerEnter={() => setReading(true)}
          onPointerLeave={() => setReading(false)}
          onFocus={() => setReading(true)}
          onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setReading(false)}
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
                <ExchangeRow key={row.k} exchange={row.v} cursor={cursor === row.k} onOpen={setOpened} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rows.length < held.length && (
        <div className="table-foot">
          <Button look="quiet" onClick={() => setAll(true)}>
            Show {number(held.length - rows.length)} more
          </Button>
        </div>
      )}
      <Sheet open={Boolean(open)} onClose={() => setOpened('')} title="Request and reply">
        {open && <ExchangeDetail exchange={open} system={system} />}
      </Sheet>
    </Panel>
  )
}

const topicLink = (label: string, topic: string) => ({ label, href: `/topics/${encodeURIComponent(topic)}` })

function Nothing({ only, known, onAll }: { only: string; known: number; onAll: () => void }) {
  if (only && known > 0)
    return (
      <Empty title="None of these now" action={<Button onClick={onAll}>Show all</Button>}>
        Looked at: the {number(known)} newest requests and replies.
      </Empty>
    )
  return (
    <Empty title="Nobody has asked yet">
      A request appears here as soon as one is on the topic, whoever wrote it. “Ask the model” above sends one.
    </Empty>
  )
}
