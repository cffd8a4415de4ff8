/** What a registry could not do, in words. `missing`: no such subject or version. `refused`: rights or a read-only mode. `invalid`: the schema itself. `conflict`: not compatible. */
export interface Failure {
  kind: 'down' | 'missing' | 'refused' | 'invalid' | 'conflict' | 'foreign' | 'failed'
  cause: string
  remedy: string
}
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export const failed = (kind: Failure['kind'], cause: string, remedy: string): { ok: false; failure: Failure } => ({
  ok: false,
  failure: { kind, cause, remedy },
})

/** A registry that cannot be reached. */
export function unreachable(error: unknown, at: string) {
  const { name, message, cause } = error as {
    name?: string
    message?: string
    cause?: { code?: string; message?: string }
  }
  const code = cause?.code ?? ''
  const url = 'check SCHEMA_REGISTRY_URL'
  if (name === 'TimeoutError')
    return failed('down', `the schema registry at ${at} does not answer`, `see its log, or ${url}`)
  if (code === 'ECONNREFUSED') return failed('down', `no schema registry listens at ${at}`, `start it, or ${url}`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return failed('down', `the name of ${at} is not known`, `${url} and the name server`)
  if (/certificate|SSL|TLS/i.test(`${code} ${cause?.message}`))
    return failed(
      'down',
      `no secure connection to ${at}: ${cause?.message ?? code}`,
      'trust its certificate with NODE_EXTRA_CA_CERTS',
    )
  return failed('down', `the schema registry at ${at} cannot be reached: ${cause?.message ?? message}`, url)
}

/** Confluent's error codes: the status and two digits. */
const readOnlyCode = 42205
const missingCodes = new Set([40401, 40402, 40403, 40408])

/** An answer that is not the one asked for. */
export function refusal(status: number, body: unknown, at: string) {
  const told = (body && typeof body === 'object' ? body : {}) as { error_code?: number; message?: string }
  const said = sayShort(told.message ?? (typeof body === 'string' ? body : ''))
  if (status === 401 || status === 403)
    return failed(
      'refused',
      `the schema registry does not allow this to our user${said && `: ${said}`}`,
      'give the user the right, or another one in SCHEMA_REGISTRY_URL: http://user:password@host',
    )
  if (told.error_code === readOnlyCode || status === 405)
    return failed(
      'refused',
      `the schema registry takes no changes now${said && `: ${said}`}`,
      'it is in a read-only mode: set the mode of the registry or of the subject to READWRITE',
    )
  if (status === 404 && told.error_code !== undefined && missingCodes.has(told.error_code))
    return failed('missing', said || 'the schema registry has no such subject or version', 'register it')
  if (status === 404)
    return failed(
      'foreign',
      `what answers at ${at} is no schema registry`,
      'check SCHEMA_REGISTRY_URL; Apicurio needs its path too: …/apis/ccompat/v7',
    )
  if (status === 409)
    return failed(
      'conflict',
      said || 'it is not compatible with the versions before',
      'change the schema, or the level of the subject',
    )
  if (status === 422 || status === 400)
    return failed('invalid', said || 'the schema registry cannot read this', 'check the schema and its type')
  if (status === 503) return failed('down', said || 'the schema registry is not ready', 'it is asked again by itself')
  return failed('failed', `the schema registry failed (${status})${said && `: ${said}`}`, 'see its log')
}

/** Java's class names help nobody. */
const sayShort = (message: string): string =>
  message
    .replace(/^(?:[\w$]+\.)+\w*Exception: /, '')
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 600)

/** Ends a round of questions. */
export class RegistryTrouble extends Error {
  override name = 'RegistryTrouble'
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.cause)
    this.failure = failure
  }
}
