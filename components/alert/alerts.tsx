'use client'
import { useState } from 'react'
import type { AlertRow, AlertsData, Row } from '#lib/protocol.ts'
import { useHeld, useView } from '../feed/use-view.ts'
import { useTyped } from '../panels/use-typed.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Empty, Trouble, Waiting } from '../ui/empty.tsx'
import { SearchInput } from '../ui/field.tsx'
import { count, number } from '../ui/format.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Tabs, tabPanelId } from '../ui/tabs.tsx'
import { useNow } from '../ui/time.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { AlertList } from './alert-list.tsx'
import { byUrgency, grouped, matches, type Tab, tabOf, tabs } from './alert-words.ts'
import { Past } from './past.tsx'
import { Rules } from './rules.tsx'

const nothing: Record<'firing' | 'pending', { title: string; text: string }> = {
  firing: {
    title: 'Nothing is firing',
    text: 'The rules are watching; what they find appears here and on every page.',
  },
  pending: { title: 'Nothing is pending', text: 'A rule that must hold for a while waits here before it fires.' },
}

/** Firing, pending and past alerts, and the rules that raise them. Tab, filter and cursor are in the address. */
export function Alerts() {
  const view = useView({ kind: 'alerts' })
  const data = (view.data ?? null) as AlertsData | null
  const [reading, setReading] = useState(false)
  const [tabText, setTab] = useUrlState('tab', 'firing', true)
  const { text, setText } = useTyped('q')
  const [cursor, setCursor] = useUrlState('at')
  const now = useNow()
  const tab: Tab = tabs.includes(tabText as Tab) ? (tabText as Tab) : 'firing'
  // While someone reads, the list keeps its order and only its values are new.
  const still = useHeld<AlertRow>(view.rows as readonly Row<AlertRow>[], reading)
  const shown = still.rows
    .map((row) => row.v)
    .filter((row) => tabOf(row) === tab && matches(row, text))
    .sort(byUrgency(now))
    .map((row) => (view.byKey.get(row.id)?.v as AlertRow | undefined) ?? row)
  const shownCount = (n: number | undefined) => (n ? number(n) : undefined)
  return (
    <>
      <PageHead
        title="Alerts"
        line={
          data ? (
            <>
              <b>{data.firing ? `${number(data.firing)} firing` : 'Nothing fires'}</b>
              {[
                data.acknowledged && `${number(data.acknowledged)} taken`,
                data.silenced && `${number(data.silenced)} silenced`,
                data.pending && `${number(data.pending)} pending`,
              ]
                .filter(Boolean)
                .map((part) => ` · ${part}`)}
              {view.state === 'stale' && <span className="warn"> · no longer live</span>}
              {still.waiting > 0 && ` · ${number(still.waiting)} new or changed while you read`}
              {data.notice && ` · ${data.notice}`}
            </>
          ) : (
            'Waiting for the alerts…'
          )
        }
        actions={
          tab !== 'rules' && (
            <SearchInput
              value={text}
              onChange={setText}
              label="Filter alerts"
              placeholder="Filter by rule, subject, system"
              className="w-60! max-[480px]:w-full!"
            />
          )
        }
      />
      <Tabs
        label="Alerts"
        value={tab}
        onChange={(next) => setTab(next)}
        tabs={[
          { id: 'firing', title: 'Firing', count: shownCount(data ? data.firing + data.silenced : undefined) },
          { id: 'pending', title: 'Pending', count: shownCount(data?.pending) },
          { id: 'past', title: 'Past' },
          { id: 'rules', title: 'Rules' },
        ]}
      />
      <div role="tabpanel" id={tabPanelId(tab)} aria-labelledby={`tab-${tab}`} className="grid gap-3.5">
        {tab === 'rules' ? (
          <Rules groups={data?.groups ?? []} silences={data?.silences ?? []} />
        ) : view.state === 'error' ? (
          <section className="panel">
            <Trouble
              title="The alerts cannot be shown now"
              cause={view.error}
              remedy="They are asked for again by themselves."
            />
          </section>
        ) : !data ? (
          <section className="panel">
            <Waiting text="Waiting for the alerts…" lines={5} />
          </section>
        ) : tab === 'past' ? (
          <Past rows={shown} note={`${count(shown.length, 'alert')}, at most the last 200`} />
        ) : shown.length === 0 ? (
          <section className="panel">
            {text ? (
              <Empty title={`No ${tab} alert matches “${text}”`}>Esc in the filter clears it.</Empty>
            ) : (
              <Empty title={nothing[tab].title}>{nothing[tab].text}</Empty>
            )}
          </section>
        ) : (
          <>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: only watches whether someone is reading. */}
            <div
              onPointerEnter={() => setReading(true)}
              onPointerLeave={() => setReading(false)}
              onFocus={() => setReading(true)}
              onBlur={(event) => setReading(event.currentTarget.contains(event.relatedTarget))}
            >
              <AlertList
                groups={grouped(shown, text ? [] : data.groups)}
                cursor={cursor}
                onCursor={(id) => {
                  setCursor(id)
                  setReading(id !== '')
                }}
              />
            </div>
            <p className="flex flex-wrap gap-x-4 gap-y-1 text-small text-faint max-[760px]:hidden">
              <span>
                <Kbd keys="j k" /> move
              </span>
              <span>
                <Kbd keys="enter" /> show
              </span>
              <span>
                <Kbd keys="a" /> acknowledge
              </span>
              <span>
                <Kbd keys="n" /> with a note
              </span>
              <span>
                <Kbd keys="s" /> silence
              </span>
              <span>
                <Kbd keys="/" /> filter
              </span>
            </p>
          </>
        )}
      </div>
    </>
  )
}
