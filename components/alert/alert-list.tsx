'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { AlertRow } from '#lib/protocol.ts'
import { useKeys } from '../shell/keys.ts'
import { Button } from '../ui/button.tsx'
import { StatusChip, severityMark, severityTone } from '../ui/chip.tsx'
import { count, number } from '../ui/format.ts'
import { acknowledge, type Target, targetOf } from './actions.ts'
import './alert.css'
import { AlertItem } from './alert-item.tsx'
import type { Group } from './alert-words.ts'
import { NoteDialog } from './note-dialog.tsx'
import { SilenceDialog } from './silence-dialog.tsx'

const FOLD = 4

/** Alerts by rule; a rule with many subjects shows its first few until it is unfolded. J, K, Enter, A and S act on the row with the cursor. */
export function AlertList({
  groups,
  cursor,
  onCursor,
}: {
  groups: Group[]
  cursor: string
  onCursor: (id: string) => void
}) {
  const router = useRouter()
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const [silencing, setSilencing] = useState<Target | null>(null)
  const [noting, setNoting] = useState<Target | null>(null)
  const rowsOf = (group: Group) =>
    unfolded.has(group.rule) ? group.rows : group.rows.slice(0, group.rows.length > FOLD + 1 ? FOLD : FOLD + 1)
  const visible = groups.flatMap(rowsOf)
  const at = visible.findIndex((alert) => alert.id === cursor)
  const current = visible[at]
  const move = (step: number) => {
    const next =
      visible[at < 0 ? (step > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + step))]
    if (next) onCursor(next.id)
  }
  const on = (act: (alert: AlertRow) => unknown) => () => (current ? act(current) : false)
  useKeys(
    {
      j: () => move(1),
      k: () => move(-1),
      enter: on((alert) => (alert.link ? router.push(alert.link) : false)),
      a: { say: 'Acknowledge', run: on((alert) => acknowledge(targetOf(alert))) },
      n: { say: 'Acknowledge with a note', run: on((alert) => setNoting(targetOf(alert))) },
      s: { say: 'Silence', run: on((alert) => setSilencing(targetOf(alert))) },
      escape: () => (current ? onCursor('') : false),
    },
    { title: 'Alerts', on: visible.length > 0 },
  )
  const toggle = (rule: string) =>
    setUnfolded((before) => {
      const after = new Set(before)
      if (!after.delete(rule)) after.add(rule)
      return after
    })
  return (
    <div className="grid gap-3.5">
      {groups.map((group) => {
        const many = group.rows.length + group.more > 1
        const shown = rowsOf(group)
        return (
          <section key={group.rule} className="panel" aria-label={group.title}>
            {many && <GroupHead group={group} onSilence={setSilencing} />}
            {shown.map((alert) => (
              <AlertItem
                key={alert.id}
                alert={alert}
                inGroup={many}
                cursor={alert.id === cursor}
                onSilence={() => setSilencing(targetOf(alert))}
                onNote={() => setNoting(targetOf(alert))}
              />
            ))}
            {(group.rows.length > shown.length || unfolded.has(group.rule) || group.more > 0) && (
              <div className="table-foot items-center">
                {group.rows.length > FOLD + 1 && (
                  <Button
                    look="quiet"
                    className="-ml-2.5"
                    onClick={() => toggle(group.rule)}
                    aria-expanded={unfolded.has(group.rule)}
                  >
                    {unfolded.has(group.rule) ? 'Show fewer' : `Show ${group.rows.length - shown.length} more`}
                  </Button>
                )}
                {group.more > 0 && (
                  <span>
                    {number(group.more)} more are counted but not listed; the board of the system has them all.
                  </span>
                )}
              </div>
            )}
            {group.help && <p className="border-t border-line px-3.5 py-2 text-small text-muted">{group.help}</p>}
          </section>
        )
      })}
      <SilenceDialog target={silencing} onClose={() => setSilencing(null)} />
      <NoteDialog target={noting} onClose={() => setNoting(null)} />
    </div>
  )
}

function GroupHead({ group, onSilence }: { group: Group; onSilence: (target: Target) => void }) {
  const total = group.rows.length + group.more
  const open = total - group.acknowledged - group.silenced
  const target = { id: group.rule, name: `${count(total, 'alert')} of “${group.title}”` }
  return (
    <div className="panel-head">
      <StatusChip
        tone={severityTone[group.severity]}
        mark={severityMark[group.severity]}
        filled={group.severity === 'critical'}
      >
        {number(total)}
      </StatusChip>
      <h2>{group.title}</h2>
      <span className="truth panel-truth">
        {[
          group.acknowledged > 0 && `${number(group.acknowledged)} taken`,
          group.silenced > 0 && `${number(group.silenced)} silenced`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {open > 0 && group.firing > 0 && (
        <Button look="quiet" onClick={() => acknowledge(target)}>
          Acknowledge all
        </Button>
      )}
      <Button look="quiet" onClick={() => onSilence(target)}>
        Silence all…
      </Button>
    </div>
  )
}
