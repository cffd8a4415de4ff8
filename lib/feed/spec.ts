import { z } from 'zod'
import { orders } from '../crypto/classes.ts'
import type { ViewSpec } from '../protocol.ts'

const name = z.string().min(1).max(64)
const topic = z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'not a topic name')
const search = z.string().max(200).optional()
const limit = z.number().int().min(1).max(1000).optional()
const ms = z.number().int().min(0).max(8.64e15)

const range = z.union([z.enum(['live', '15m', '1h', '24h']), z.strictObject({ from: ms, to: ms })])

const Spec: z.ZodType<ViewSpec> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pulse') }),
  z.strictObject({
    kind: z.literal('board'),
    system: name,
    board: name,
    sort: name.optional(),
    desc: z.boolean().optional(),
    search,
    level: name.optional(),
    limit,
  }),
  z.strictObject({ kind: z.literal('tail'), topic, search, partition: z.number().int().min(0).optional(), limit }),
  z.strictObject({
    kind: z.literal('series'),
    system: name,
    measures: z.array(name).min(1).max(20),
    range,
  }),
  z.strictObject({ kind: z.literal('entity'), system: name, key: z.string().min(1).max(1024) }),
  z.strictObject({ kind: z.literal('alerts') }),
  z.strictObject({ kind: z.literal('requests'), system: name.optional() }),
  z.strictObject({ kind: z.literal('request'), id: z.string().min(1).max(128) }),
  z.strictObject({ kind: z.literal('topics') }),
  z.strictObject({ kind: z.literal('topic'), topic }),
  z.strictObject({ kind: z.literal('groups') }),
  z.strictObject({ kind: z.literal('schemas') }),
  z.strictObject({ kind: z.literal('schema'), subject: z.string().min(1).max(255) }),
  z.strictObject({ kind: z.literal('bad'), topic: topic.optional() }),
  z.strictObject({ kind: z.literal('exchange'), system: name, only: name.optional(), limit }),
  z.strictObject({
    kind: z.literal('market'),
    symbol: topic,
    range,
    width: z.number().int().min(60_000).max(86_400_000).optional(),
    order: z.enum(orders).optional(),
    sell: z.number().min(0).max(2).optional(),
  }),
  z.strictObject({ kind: z.literal('pipeline') }),
]) as z.ZodType<ViewSpec>

/** What came over the wire as a spec, or one sentence why it is none. */
export function readSpec(input: unknown): { ok: true; spec: ViewSpec } | { ok: false; error: string } {
  const parsed = Spec.safeParse(input)
  if (parsed.success) return { ok: true, spec: parsed.data }
  const issue = parsed.error.issues[0]
  return { ok: false, error: `Not a view: ${issue?.path.join('.') || 'kind'} ${issue?.message ?? ''}`.slice(0, 200) }
}
