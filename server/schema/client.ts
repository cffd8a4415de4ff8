import type { SchemaVersion } from '#lib/schema/views.ts'
import { failed, type Result, refusal, unreachable } from './answers.ts'

export interface NewSchema {
  schema: string
  /** JSON, AVRO, PROTOBUF. */
  type: string
}

/** A schema registry by Confluent's REST interface. Nothing throws. */
export interface RegistryClient {
  /** Without user and password. */
  url: string
  subjects: () => Promise<Result<string[]>>
  versions: (subject: string) => Promise<Result<number[]>>
  version: (subject: string, version: number | 'latest') => Promise<Result<SchemaVersion>>
  /** The subject's own level, or the registry's where it has none. */
  level: (subject: string) => Promise<Result<string>>
  setLevel: (subject: string, level: string) => Promise<Result<string>>
  /** The id of the schema; one that is registered already keeps its own. */
  register: (subject: string, schema: NewSchema) => Promise<Result<number>>
  /** The version a schema has in the subject, if it was registered there. */
  find: (subject: string, schema: NewSchema) => Promise<Result<number>>
  /** Against the newest version, by the subject's level. */
  check: (subject: string, schema: NewSchema) => Promise<Result<{ compatible: boolean; reasons: string[] }>>
}

const headers = { accept: 'application/vnd.schemaregistry.v1+json, application/json' }
/** A larger answer is no schema that this console could show. */
const maxBytes = 4 * 1024 * 1024

export function createRegistryClient(address: string, { timeoutMs = 4000 } = {}): RegistryClient {
  const base = new URL(address)
  // fetch refuses addresses with a password in them.
  const login = base.username ? `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}` : undefined
  base.username = ''
  base.password = ''
  const url = base.href.replace(/\/+$/, '')
  const known = { ...headers, ...(login && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }) }

  async function ask<T>(method: string, path: string, body?: unknown): Promise<Result<T>> {
    try {
      const answer = await fetch(url + path, {
        method,
        headers: { ...known, ...(body !== undefined && { 'content-type': 'application/json' }) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const read = parse(await textOf(answer))
      if (!answer.ok) return refusal(answer.status, read, base.host)
      if (read !== null && typeof read === 'object') return { ok: true, value: read as T }
      return refusal(404, '', base.host)
    } catch (error) {
      return unreachable(error, base.host)
    }
  }
  const at = (subject: string) => `/subjects/${encodeURIComponent(subject)}`
  const sent = ({ schema, type }: NewSchema) => ({ schema, schemaType: type })

  return {
    url,
    subjects: () => ask('GET', '/subjects'),
    versions: (subject) => ask('GET', `${at(subject)}/versions`),
    async version(subject, version) {
      const found = await ask<{ version: number; id: number; schemaType?: string; schema: string }>(
        'GET',
        `${at(subject)}/versions/${version}`,
      )
      if (!found.ok) return found
      const { id, schema, schemaType = 'AVRO' } = found.value
      return { ok: true, value: { subject, version: found.value.version, id, type: schemaType, schema } }
    },
    async level(subject) {
      const own = await ask<{ compatibilityLevel?: string; compatibility?: string }>(
        'GET',
        `/config/${encodeURIComponent(subject)}`,
      )
      const found =
        own.ok || own.failure.kind !== 'missing'
          ? own
          : await ask<{ compatibilityLevel?: string; compatibility?: string }>('GET', '/config')
      if (!found.ok) return found
      const level = found.value.compatibilityLevel ?? found.value.compatibility
      return level ? { ok: true, value: level } : failed('failed', 'the schema registry names no level', 'see its log')
    },
    async setLevel(subject, level) {
      const put = await ask<{ compatibility: string }>('PUT', `/config/${encodeURIComponent(subject)}`, {
        compatibility: level,
      })
      return put.ok ? { ok: true, value: put.value.compatibility } : put
    },
    async register(subject, schema) {
      const made = await ask<{ id: number }>('POST', `${at(subject)}/versions`, sent(schema))
      return made.ok ? { ok: true, value: made.value.id } : made
    },
    async find(subject, schema) {
      const found = await ask<{ version: number }>('POST', at(subject), sent(schema))
      return found.ok ? { ok: true, value: found.value.version } : found
    },
    // Without the type a registry would read the schema as Avro.
    async check(subject, schema) {
      const path = `/compatibility${at(subject)}/versions/latest?verbose=true`
      const told = await ask<{ is_compatible: boolean; messages?: string[]; reason?: string | null }>(
        'POST',
        path,
        sent(schema),
      )
      if (!told.ok) return told
      const { is_compatible, messages, reason } = told.value
      return {
        ok: true,
        value: { compatible: is_compatible, reasons: reasonsOf(messages ?? (reason ? [reason] : [])) },
      }
    },
  }
}

/** Apicurio puts all into one sentence and says the causes again at its end; Confluent sends a list, each a small object as text. */
function reasonsOf(messages: string[]): string[] {
  return messages.flatMap((message) => {
    const causes = /\bCauses: (.+)$/s.exec(message)?.[1]
    if (causes) return causes.split(/,\s*(?=[A-Z_]+ at )/)
    const { errorType, description } = {
      errorType: /errorType:'?"?(\w+)/.exec(message)?.[1],
      description: /description:'?"?(.+?)["']?\s*[,}]?$/s.exec(message)?.[1],
    }
    return [errorType && description ? `${errorType}: ${description}` : message]
  })
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw new Error('the answer is larger than 4 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
