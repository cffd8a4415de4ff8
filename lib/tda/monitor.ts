import { finite, isObject, type Loose } from '../wire.ts'
import { readMonitor } from './read.ts'

type HealthTone = 'good' | 'warn' | 'bad' | 'muted'

export interface HealthPart {
  name: string
  tone: HealthTone
  /** In the service's own word. */
  status: string
  detail: string | null
}
export interface Health {
  source: string
  tone: HealthTone
  say: string
  parts: HealthPart[]
}

const object = (value: unknown): Loose => (isObject(value) ? value : {})
const good = ['healthy', 'ok', 'up', 'connected', 'green', 'ready', 'running', 'true']
const mild = ['degraded', 'warning', 'yellow', 'slow', 'starting', 'connecting']
const none = ['disabled', 'not_configured', 'unconfigured', 'off', 'unknown', 'none']

const toneOf = (status: string): HealthTone => {
  const word = status.toLowerCase().replaceAll(' ', '_')
  return good.includes(word) ? 'good' : mild.includes(word) ? 'warn' : none.includes(word) ? 'muted' : 'bad'
}
const worst = (tones: HealthTone[]): HealthTone =>
  (['bad', 'warn', 'good', 'muted'] as const).find((tone) => tones.includes(tone)) ?? 'muted'

/** A part's status: a word, a flag, an object with `status` or `is_healthy`. */
function statusOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'healthy' : 'unhealthy'
  const { status, is_healthy, healthy } = object(value)
  if (typeof status === 'string') return status
  const flag = is_healthy ?? healthy
  return typeof flag === 'boolean' ? (flag ? 'healthy' : 'unhealthy') : null
}

const words = (text: string) => text.replaceAll('_', ' ')

function detailOf(value: unknown): string | null {
  const { error, details, broker_count, topic_count, url } = object(value)
  if (typeof error === 'string') return error
  const counts = [
    finite(broker_count) !== null && `${broker_count} ${broker_count === 1 ? 'broker' : 'brokers'}`,
    finite(topic_count) !== null && `${topic_count} topics`,
  ].filter(Boolean)
  if (counts.length) return counts.join(', ')
  return typeof details === 'string' ? details : typeof url === 'string' ? url : null
}

/** What a monitoring message says of the service's health, by part; null when it speaks of something else. */
export function readHealth(message: any): Health | null {
  const m = object(message)
  const envelope = object(m.metadata)
  const body = isObject(m.payload) ? m.payload : m
  const named = ['kafka_cluster', 'kafka', 'schema_registry', 'producer', 'consumer', 'database', 'compute', 'worker']
  const services = object(body.services)
  const parts = [...named.map((name) => [name, body[name]] as const), ...Object.entries(services)].flatMap(
    ([name, value]): HealthPart[] => {
      const status = statusOf(value)
      return status === null
        ? []
        : [{ name: words(name), tone: toneOf(status), status: words(status), detail: detailOf(value) }]
    },
  )
  const whole = statusOf(body)
  if (parts.length === 0 && (whole === null || isObject(m.metrics))) return null
  const tone = worst([...(whole === null ? [] : [toneOf(whole)]), ...parts.map((part) => part.tone)])
  const bad = parts.filter((part) => part.tone === 'bad')
  const error = typeof body.error === 'string' ? body.error : null
  return {
    source: String(envelope.source_service ?? m.source ?? m.job_name ?? 'service'),
    tone,
    say:
      error ??
      (bad.length
        ? bad.map((part) => [part.name, part.status, part.detail].filter(Boolean).join(' ')).join('; ')
        : words(whole ?? (tone === 'good' ? 'healthy' : tone))),
    parts,
  }
}

export interface Reading {
  name: string
  value: number
  t: number
}

/** The newest value of every number the service reports, by what it is about: `source name`. */
export function newestNumbers(rows: Iterable<{ t: number; m: unknown }>): Map<string, Reading> {
  const out = new Map<string, Reading>()
  for (const { t, m } of rows) {
    for (const [name, value] of Object.entries(readMonitor(m).numbers)) {
      const had = out.get(name)
      if (!had || t >= had.t) out.set(name, { name, value, t })
    }
  }
  return out
}
