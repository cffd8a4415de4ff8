'use client'
import { useState } from 'react'
import type { Range } from '#lib/protocol.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Mark } from '../ui/mark.tsx'
import { Menu } from '../ui/menu.tsx'
import { ranges, sayRange } from './range.ts'
import { useRangeState, useRangeWanted } from './use-range.ts'

/** The time range of the page; Live is one like the others. A small menu where there is no room for the row. */
export function RangeControl() {
  const wanted = useRangeWanted()
  const { range, set } = useRangeState()
  const [picking, setPicking] = useState(false)
  if (!wanted) return null
  const picked = typeof range === 'object'
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div className="seg max-[900px]:hidden" role="group" aria-label="Time range">
        {ranges.map((r) => (
          <button key={r.id} type="button" aria-pressed={range === r.id} title={r.long} onClick={() => set(r.id)}>
            {r.id === 'live' && <Mark shape={range === 'live' ? '●' : '○'} size={8} />}
            {r.title}
          </button>
        ))}
        <button type="button" aria-pressed={picked} aria-haspopup="dialog" onClick={() => setPicking(true)}>
          {picked ? sayRange(range) : 'Pick…'}
        </button>
      </div>
      <div className="rail:hidden">
        <Menu
          name={`Time range: ${sayRange(range)}`}
          items={[
            ...ranges.map((r) => ({ label: r.long, checked: range === r.id, run: () => set(r.id) })),
            { label: 'Pick…', checked: picked, run: () => setPicking(true) },
          ]}
        >
          {picked ? 'Picked' : ranges.find((r) => r.id === range)?.title} ▾
        </Menu>
      </div>
      <Dialog open={picking} onClose={() => setPicking(false)} title="Pick a time range">
        <PickRange
          range={range}
          onPick={(next) => {
            set(next)
            setPicking(false)
          }}
        />
      </Dialog>
    </>
  )
}

const local = (t: number) => {
  const d = new Date(t - new Date(t).getTimezoneOffset() * 60_000)
  return d.toISOString().slice(0, 16)
}

function PickRange({ range, onPick }: { range: Range; onPick: (range: Range) => void }) {
  const [from, setFrom] = useState(() => local(typeof range === 'object' ? range.from : Date.now() - 3_600_000))
  const [to, setTo] = useState(() => local(typeof range === 'object' ? range.to : Date.now()))
  const [a, b] = [new Date(from).getTime(), new Date(to).getTime()]
  const wrong = !(a < b) ? 'The end must be after the beginning.' : undefined
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrong) onPick({ from: a, to: b })
      }}
    >
      <div className="grid gap-3 phone:grid-cols-2">
        <Field label="From" unit="local time">
          <input type="datetime-local" value={from} onChange={(e) => setFrom(e.target.value)} required />
        </Field>
        <Field label="To" unit="local time" error={wrong}>
          <input type="datetime-local" value={to} onChange={(e) => setTo(e.target.value)} required />
        </Field>
      </div>
      <div className="flex justify-end gap-2">
        <Button type="submit" look="primary" disabled={Boolean(wrong)}>
          Show this range
        </Button>
      </div>
    </form>
  )
}
