'use client'
import { consoleRules } from '#lib/alert/console-rules.ts'
import type { AlertRule } from '#lib/contract.ts'
import type { AlertGroup, AlertsData } from '#lib/protocol.ts'
import { systems } from '#lib/systems/index.ts'
import { Button } from '../ui/button.tsx'
import { Dot, StatusChip, severityMark, severityTone } from '../ui/chip.tsx'
import { count } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Moment } from '../ui/time.tsx'
import { unsilence } from './actions.ts'
import { sayRule } from './alert-words.ts'

type Silence = AlertsData['silences'][number]

/** Every rule there is, in words, with what it means and how it stands. */
export function Rules({ groups, silences }: { groups: AlertGroup[]; silences: Silence[] }) {
  const of = new Map(groups.map((group) => [group.rule, group]))
  const parts = [
    ...systems.map((s) => ({ id: s.id, title: s.title, rules: s.alerts ?? [] })),
    { id: 'console', title: 'The console itself', rules: [...consoleRules] },
  ]
  return (
    <div className="grid gap-3.5">
      {parts
        .filter((part) => part.rules.length)
        .map((part) => (
          <Panel key={part.id} id={`rules-${part.id}`} title={part.title} note={count(part.rules.length, 'rule')}>
            <ul>
              {part.rules.map((rule) => (
                <Rule
                  key={rule.id}
                  rule={rule}
                  group={of.get(rule.id)}
                  silences={silences.filter((s) => s.rule === rule.id)}
                />
              ))}
            </ul>
          </Panel>
        ))}
    </div>
  )
}

function Rule({ rule, group, silences }: { rule: AlertRule; group: AlertGroup | undefined; silences: Silence[] }) {
  const firing = group?.firing ?? 0
  const pending = group?.pending ?? 0
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b border-line px-3.5 py-2.5 last:border-0 min-[760px]:grid-cols-[minmax(220px,1fr)_minmax(0,1.6fr)_110px]">
      <div className="flex gap-2.5">
        <span className="pt-1.5">
          <Dot tone={severityTone[rule.severity]} mark={severityMark[rule.severity]} label={rule.severity} />
        </span>
        <div>
          <h3 className="font-medium">{rule.title}</h3>
          <p className="text-small text-faint">{rule.severity}</p>
        </div>
      </div>
      <div>
        <p>{sayRule(rule)}</p>
        <p className="text-muted">{rule.help}</p>
        {silences.map((silence) => (
          <p key={silence.id} className="flex flex-wrap items-center gap-2 text-small text-muted">
            {silence.subject ?? 'all of it'} silenced by {silence.by} until <Moment t={silence.until} />
            <Button
              look="quiet"
              aria-label={`End the silence of ${silence.subject ?? rule.title}`}
              onClick={() => unsilence({ id: silence.id, name: silence.subject ?? rule.title })}
            >
              End
            </Button>
          </p>
        ))}
      </div>
      <div className="min-[760px]:text-right">
        {firing > 0 ? (
          <StatusChip
            tone={severityTone[rule.severity]}
            mark={severityMark[rule.severity]}
          >{`${firing} firing`}</StatusChip>
        ) : pending > 0 ? (
          <StatusChip tone="accent">{`${pending} pending`}</StatusChip>
        ) : (
          <StatusChip tone="good" mark="✓">
            calm
          </StatusChip>
        )}
      </div>
    </li>
  )
}
