import type { Tone } from '#lib/contract.ts'
import type { PulseData } from '#lib/protocol.ts'
import { systemOf } from '#lib/systems/index.ts'
import { count } from '../ui/format.ts'

/** Something that is wrong, with where to see it. Alerts are listed apart; this is the rest. */
export interface Trouble {
  id: string
  tone: Tone
  what: string
  detail: string
  href: string
}

/** What is wrong besides alerts, worst first: Kafka, systems, requests, undecodable records. */
export function troubles(pulse: PulseData): Trouble[] {
  const list: Trouble[] = []
  const { kafka, requests } = pulse
  if (kafka.state !== 'up')
    list.push({
      id: 'kafka',
      tone: kafka.state === 'down' ? 'bad' : 'warn',
      what: kafka.state === 'down' ? 'Kafka is unreachable' : 'Kafka is being connected to',
      detail: kafka.cause ?? kafka.remedy ?? '',
      href: '/topics',
    })
  for (const [id, system] of Object.entries(pulse.systems)) {
    if (system.state !== 'bad' && system.state !== 'warn') continue
    if (system.firing > 0) continue
    list.push({
      id: `system:${id}`,
      tone: system.state,
      what: `${systemOf(id)?.title ?? id} ${system.state === 'bad' ? 'is in trouble' : 'needs a look'}`,
      detail: system.say,
      href: `/systems/${id}`,
    })
  }
  if (requests.failed > 0)
    list.push({
      id: 'failed',
      tone: 'bad',
      what: `${count(requests.failed, 'request')} failed`,
      detail: 'They can be tried again.',
      href: '/requests?state=failed',
    })
  if (requests.late > 0)
    list.push({
      id: 'late',
      tone: 'warn',
      what: `${count(requests.late, 'request')} without an answer`,
      detail: 'Longer than their form allows; a later answer still attaches.',
      href: '/requests?state=late',
    })
  const order: Tone[] = ['bad', 'warn']
  return list.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
}

/** The sentence at the top: what a person wants to know in the first second. */
export function verdict(pulse: PulseData): { tone: Tone; say: string } {
  const { alerts, kafka } = pulse
  const open = alerts.firing - alerts.acknowledged
  const rest = troubles(pulse)
  if (kafka.state === 'down') return { tone: 'bad', say: 'Kafka is unreachable: nothing below is news.' }
  if (open > 0)
    return {
      tone: alerts.critical > 0 ? 'bad' : 'warn',
      say: `${count(open, 'alert')} ${open === 1 ? 'wants' : 'want'} someone.`,
    }
  if (rest.some((t) => t.tone === 'bad')) return { tone: 'bad', say: `${rest.find((t) => t.tone === 'bad')?.what}.` }
  if (rest.length > 0) return { tone: 'warn', say: `${rest[0]?.what}.` }
  if (kafka.state === 'connecting') return { tone: 'muted', say: 'Connecting to Kafka…' }
  if (alerts.firing > 0)
    return {
      tone: 'good',
      say: `${alerts.firing === 1 ? 'The one firing alert is' : `All ${alerts.firing} firing alerts are`} acknowledged; everything else is well.`,
    }
  const speaking = Object.values(pulse.systems).filter((s) => s.state === 'live').length
  return speaking > 0
    ? { tone: 'good', say: 'All is well.' }
    : { tone: 'muted', say: 'Nothing is wrong; no system is speaking.' }
}

/** Systems in trouble first, then those that speak, in the registry's order otherwise. */
export function systemsByTrouble(pulse: PulseData): string[] {
  const weight = { bad: 0, warn: 1, live: 2, quiet: 3, unknown: 4 }
  return Object.keys(pulse.systems).sort(
    (a, b) => weight[pulse.systems[a]?.state ?? 'unknown'] - weight[pulse.systems[b]?.state ?? 'unknown'],
  )
}
