'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { AlertGroup, AlertsData, PulseData } from '#lib/protocol.ts'
import { acknowledge } from '../alert/actions.ts'
import { worst } from '../alert/alert-words.ts'
import { useView } from '../feed/use-view.ts'
import { Button } from '../ui/button.tsx'
import { Dot, severityMark, severityTone } from '../ui/chip.tsx'
import { count, number, shortId } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Since, useNow } from '../ui/time.tsx'
import { type Trouble, troubles } from './troubles.ts'

/** What is wrong, first on the page and only when something is: firing rules, then Kafka, systems and requests in trouble. */
export function Attention({ pulse }: { pulse: PulseData }) {
  const { data } = useView({ kind: 'alerts' })
  // A rule with one subject that stands in the banner above is not said twice.
  const banner = worst(pulse.alerts.top, useNow())?.id
  const firing = ((data ?? null) as AlertsData | null)?.groups.filter((group) => group.firing > 0) ?? []
  const groups = firing.filter((group) => !(group.firing === 1 && group.first[0]?.id === banner))
  const rest = troubles(pulse)
  if (groups.length === 0 && rest.length === 0) return null
  return (
    <Panel
      id="attention"
      title="What is wrong"
      note={
        groups.length
          ? `${count(firing.length, 'rule fires', 'rules fire')}${groups.length < firing.length ? ', one of them above' : ''}`
          : undefined
      }
      actions={
        <Link prefetch={false} href="/alerts" className="btn btn-quiet">
          All alerts
        </Link>
      }
    >
      <ul>
        {rest.filter(isBad).map((trouble) => (
          <Line key={trouble.id} trouble={trouble} />
        ))}
        {groups.map((group) => (
          <Rule key={group.rule} group={group} />
        ))}
        {rest
          .filter((trouble) => !isBad(trouble))
          .map((trouble) => (
            <Line key={trouble.id} trouble={trouble} />
          ))}
      </ul>
    </Panel>
  )
}

const isBad = (trouble: Trouble) => trouble.tone === 'bad'
const Line = ({ trouble }: { trouble: Trouble }) => (
  <Item dot={<Dot tone={trouble.tone} />} href={trouble.href} what={trouble.what} detail={trouble.detail} />
)

/** A rule that fires: how often, the newest subject, what it says. */
function Rule({ group }: { group: AlertGroup }) {
  const newest = group.first[0]
  const open = group.firing - group.acknowledged - group.silenced
  const name = newest && group.firing === 1 && group.title !== newest.subject ? newest.subject : ''
  return (
    <Item
      dot={
        <Dot
          tone={open > 0 ? severityTone[group.severity] : 'muted'}
          mark={severityMark[group.severity]}
          label={group.severity}
        />
      }
      href={group.firing === 1 && newest?.link ? newest.link : `/alerts?q=${encodeURIComponent(group.rule)}`}
      what={
        <>
          {group.title}
          {group.firing + group.over > 1 && (
            <span className="ml-2 text-muted">×&thinsp;{number(group.firing + group.over)}</span>
          )}
          {name && <span className="id ml-2 text-muted">{shortId(name, 24)}</span>}
        </>
      }
      detail={
        newest && (
          <>
            {group.firing > 1 && 'newest: '}
            {newest.say} · <Since t={newest.since} />
            {group.acknowledged > 0 && ` · ${number(group.acknowledged)} taken`}
            {group.silenced > 0 && ` · ${number(group.silenced)} silenced`}
          </>
        )
      }
    >
      {open > 0 && (
        <Button
          look="quiet"
          aria-label={`Acknowledge ${group.title}`}
          onClick={() => acknowledge({ id: group.rule, name: `${group.title}${open > 1 ? ` × ${open}` : ''}` })}
        >
          {open > 1 ? 'Acknowledge all' : 'Acknowledge'}
        </Button>
      )}
    </Item>
  )
}

interface ItemProps {
  dot: ReactNode
  href: string
  what: ReactNode
  detail: ReactNode
  children?: ReactNode
}

const Item = ({ dot, href, what, detail, children }: ItemProps) => (
  <li className="flex min-h-9 flex-wrap items-center justify-end gap-x-3 border-b border-line py-1 pr-1.5 pl-3.5 last:border-0">
    <span className="w-2">{dot}</span>
    <span className="flex min-w-0 flex-1 basis-48 flex-wrap gap-x-3">
      <Link prefetch={false} href={href} className="font-medium no-underline hover:underline underline-offset-3">
        {what}
      </Link>
      <span className="min-w-0 text-muted">{detail}</span>
    </span>
    {children}
  </li>
)
