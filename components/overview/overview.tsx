'use client'
import Link from 'next/link'
import type { PulseData } from '#lib/protocol.ts'
import { systems } from '#lib/systems/index.ts'
import { useView } from '../feed/use-view.ts'
import { PageHead } from '../shell/page-head.tsx'
import { formHref } from '../shell/places.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Dot } from '../ui/chip.tsx'
import { compact, count, number, rate } from '../ui/format.ts'
import { Kpi, Kpis } from '../ui/kpi.tsx'
import { Age } from '../ui/time.tsx'
import { Attention } from './attention.tsx'
import { KafkaPanel } from './kafka-panel.tsx'
import { SystemsPanel } from './systems-panel.tsx'
import { Throughput } from './throughput.tsx'
import { verdict } from './troubles.ts'

/** Whether all is well, within a second: the verdict, what is wrong, the systems, the flow, Kafka. */
export function Overview() {
  const { data, state, error } = useView({ kind: 'pulse' })
  const pulse = (data ?? null) as PulseData | null
  const said = pulse ? verdict(pulse) : null
  const form = systems.flatMap((system) => (system.forms ?? []).map((f) => ({ ...f, system: system.id })))[0]
  return (
    <>
      <PageHead
        title="Overview"
        line={
          <span className="inline-flex items-center gap-2">
            {said && <Dot tone={said.tone} />}
            <b>{said?.say ?? error ?? 'Waiting for the console to say how things are…'}</b>
            {pulse && state === 'stale' && (
              <span className="warn">
                this is from <Age t={pulse.now} ago />
              </span>
            )}
          </span>
        }
        actions={form && <ButtonLink href={formHref(form.system, form.id)}>{form.title}</ButtonLink>}
      />
      {pulse && <Attention pulse={pulse} />}
      <Figures pulse={pulse} />
      <SystemsPanel pulse={pulse} state={pulse ? (state === 'stale' ? 'stale' : 'live') : 'loading'} />
      <div className="grid gap-3.5 min-[1100px]:grid-cols-[minmax(0,1.75fr)_minmax(300px,1fr)]">
        <Throughput pulse={pulse} state={pulse ? (state === 'stale' ? 'stale' : 'live') : 'loading'} />
        <KafkaPanel pulse={pulse} state={pulse ? (state === 'stale' ? 'stale' : 'live') : 'loading'} />
      </div>
      {pulse?.demo && (
        <p className="text-small text-faint">
          Demo traffic: a simulator on this machine writes these records. Set <code>KAFKA_BOOTSTRAP_SERVERS</code> to
          watch your own cluster, or <code>MILENA_DEMO=off</code> to stop it.
        </p>
      )}
    </>
  )
}

function Figures({ pulse }: { pulse: PulseData | null }) {
  if (!pulse)
    return (
      <Kpis label="Figures">
        {['Records now', 'Alerts firing', 'Requests waiting', 'Undecodable'].map((title) => (
          <Kpi key={title} title={title} value={<span className="text-faint">–</span>} />
        ))}
      </Kpis>
    )
  const { alerts, requests, systems: states, bad } = pulse
  const total = Object.values(states).reduce((sum, system) => sum + system.rate, 0)
  return (
    <Kpis label="Figures">
      <Kpi
        title="Records now"
        value={rate(total)}
        note={`from ${count(Object.values(states).filter((s) => s.rate > 0).length, 'system')}`}
      />
      <Kpi
        title="Alerts firing"
        value={number(alerts.firing)}
        tone={alerts.firing > alerts.acknowledged ? (alerts.critical > 0 ? 'critical' : 'medium') : undefined}
        note={alerts.firing ? `${alerts.critical} critical, ${alerts.acknowledged} taken` : 'none'}
        href="/alerts"
      />
      <Kpi
        title="Requests waiting"
        value={number(requests.waiting)}
        note={requests.late + requests.failed > 0 ? `${requests.late} late, ${requests.failed} failed` : 'none late'}
        href="/requests"
      />
      <Kpi
        title="Undecodable"
        value={compact(bad)}
        tone={bad > 0 ? 'medium' : undefined}
        note={
          bad ? (
            <Link prefetch={false} href="/bad">
              see them
            </Link>
          ) : (
            'every record read'
          )
        }
      />
    </Kpis>
  )
}
