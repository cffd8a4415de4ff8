'use client'
import Link from 'next/link'
import { usePathname, useSearchParams } from 'next/navigation'
import type { PulseData } from '#lib/protocol.ts'
import { Dot, systemTone, systemWord } from '../ui/chip.tsx'
import { compact } from '../ui/format.ts'
import { Logo } from './icons.tsx'
import { kafkaPages, type Place, pages, systemPages } from './places.ts'

/** The navigation, with what each place has to say right now. `pulse` is null until the console has spoken. */
export function Rail({ pulse, onGo }: { pulse: PulseData | null; onGo?: () => void }) {
  const path = usePathname()
  const range = useSearchParams().get('range')
  const link = (place: Place, say?: React.ReactNode, dot?: React.ReactNode) => {
    const here = place.href === '/' ? path === '/' : path === place.href || path.startsWith(`${place.href}/`)
    // The range goes along to pages that follow it.
    const href = range && place.href.startsWith('/systems/') ? `${place.href}?range=${range}` : place.href
    return (
      <li key={place.id}>
        <Link
          href={href}
          className="rail-link"
          aria-current={here ? 'page' : undefined}
          onClick={onGo}
          prefetch={false}
        >
          {dot}
          <span className="truncate">{place.title}</span>
          {say}
        </Link>
      </li>
    )
  }
  return (
    <nav className="rail" aria-label="Main">
      <Link href="/" className="brand" onClick={onGo}>
        <Logo />
        Milena
      </Link>
      <ul>{pages.map((place) => link(place, pulse && <Say id={place.id} pulse={pulse} />))}</ul>
      <h2>Systems</h2>
      <ul>
        {systemPages.map((place) => {
          const system = pulse?.systems[place.id]
          const state = system?.state ?? 'unknown'
          return link(
            place,
            system && (
              <small className={state === 'bad' ? 'toned tone-bad' : state === 'warn' ? 'toned tone-warn' : ''}>
                {system.say}
              </small>
            ),
            <Dot tone={systemTone[state]} label={systemWord[state]} />,
          )
        })}
      </ul>
      <h2>Kafka</h2>
      <ul>{kafkaPages.map((place) => link(place, pulse && <Say id={place.id} pulse={pulse} />))}</ul>
      {pulse?.demo && (
        <p className="rail-foot" title="A simulator on this machine writes these records; MILENA_DEMO=off stops it.">
          demo traffic
        </p>
      )}
    </nav>
  )
}

function Say({ id, pulse }: { id: string; pulse: PulseData }) {
  const { alerts, requests, topics, bad } = pulse
  if (id === 'alerts' && alerts.firing > 0) {
    const open = alerts.firing - alerts.acknowledged
    return (
      <small
        className={`badge${open > 0 && alerts.critical > 0 ? '' : ' badge-warn'}`}
        title={`${alerts.firing} firing, ${alerts.acknowledged} acknowledged`}
      >
        {compact(alerts.firing)}
        <span className="sr-only"> firing</span>
      </small>
    )
  }
  if (id === 'requests') {
    const stuck = requests.late + requests.failed
    if (requests.waiting > 0) return <small>{compact(requests.waiting)} waiting</small>
    if (stuck > 0) return <small className="toned tone-warn">{compact(stuck)} to look at</small>
  }
  const { schemas } = pulse
  if (id === 'schemas' && schemas) {
    if (schemas.state === 'down') return <small className="toned tone-bad">not reached</small>
    if (schemas.state === 'connecting') return <small>starting</small>
    if (schemas.wrong > 0) return <small className="toned tone-warn">{schemas.wrong} to look at</small>
    return <small>{schemas.subjects}</small>
  }
  if (id === 'topics' && topics > 0) return <small>{topics}</small>
  if (id === 'bad' && bad > 0) return <small>{compact(bad)}</small>
  return null
}
