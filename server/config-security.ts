import { accessSync, constants } from 'node:fs'
import { z } from 'zod'

export const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const
export const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

/** How the whole console speaks to Kafka. The files are PEM. */
export interface Security {
  protocol: (typeof protocols)[number]
  mechanism: (typeof mechanisms)[number]
  username?: string
  password?: string
  ca?: string
  cert?: string
  key?: string
}

const kerberos =
  'Kerberos is not supported; use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512 over SASL_SSL, or a listener of the broker that takes one of them'

/** The variables, by the names that the TDA platform gave them. */
export const SecurityEnv = {
  KAFKA_SECURITY_PROTOCOL: z.enum(protocols, { error: `must be one of ${protocols.join(', ')}` }).default('PLAINTEXT'),
  KAFKA_SASL_MECHANISM: z
    .enum(mechanisms, {
      error: ({ input }) => (input === 'GSSAPI' ? kerberos : `must be one of ${mechanisms.join(', ')}`),
    })
    .default('PLAIN'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SSL_CAFILE: z.string().optional(),
  KAFKA_SSL_CERTFILE: z.string().optional(),
  KAFKA_SSL_KEYFILE: z.string().optional(),
}
type Env = z.output<z.ZodObject<typeof SecurityEnv>>

export const securityOf = (e: Env): Security => ({
  protocol: e.KAFKA_SECURITY_PROTOCOL,
  mechanism: e.KAFKA_SASL_MECHANISM,
  username: e.KAFKA_SASL_USERNAME,
  password: e.KAFKA_SASL_PASSWORD,
  ca: e.KAFKA_SSL_CAFILE,
  cert: e.KAFKA_SSL_CERTFILE,
  key: e.KAFKA_SSL_KEYFILE,
})

/** What cannot work, one line per variable; a password is never told. */
export function securityTroubles(e: Env): string[] {
  const { KAFKA_SECURITY_PROTOCOL: protocol, KAFKA_SSL_CERTFILE: cert, KAFKA_SSL_KEYFILE: key } = e
  const lines: string[] = []
  if (protocol.startsWith('SASL'))
    for (const name of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const)
      if (!e[name]) lines.push(`${name}: is needed with KAFKA_SECURITY_PROTOCOL=${protocol}`)
  if (!protocol.endsWith('SSL')) return lines
  if (cert && !key) lines.push('KAFKA_SSL_KEYFILE: is needed with KAFKA_SSL_CERTFILE')
  if (key && !cert) lines.push('KAFKA_SSL_CERTFILE: is needed with KAFKA_SSL_KEYFILE')
  for (const name of ['KAFKA_SSL_CAFILE', 'KAFKA_SSL_CERTFILE', 'KAFKA_SSL_KEYFILE'] as const) {
    const path = e[name]
    if (path && !readable(path)) lines.push(`${name}=${path}: the file is not there or cannot be read`)
  }
  return lines
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
