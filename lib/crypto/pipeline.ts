import { z } from 'zod'
import type { Tone } from '../contract.ts'

/** The pipeline's processes are steered by files: one per consumer, `<SYMBOL>_<model>_<version>.json`, and `ALL_producer_main.json`. */
const states = ['wait', 'start', 'running', 'pause', 'paused', 'delete', 'deleted', 'error', 'unknown'] as const
export type ProcessState = (typeof states)[number]

/** A state file. Words we do not know are shown as `unknown`; other fields are left as they are. */
export const StateFile = z.looseObject({
  crypto: z.string(),
  model: z.string(),
  version: z.string(),
  state: z.enum(states).catch('unknown'),
  error_msg: z.string().nullish(),
})
export type StateFile = z.output<typeof StateFile>

export interface ProcessRow {
  /** File name without ending: "BTCUSDT_lightgbm_v1". */
  id: string
  kind: 'producer' | 'consumer'
  crypto: string
  model: string
  version: string
  state: ProcessState
  error: string
  /** When its file last changed, epoch ms. */
  at: number
  /** Group of a consumer, and records it has not read; null when nobody knows. */
  group: string | null
  lag: number | null
}

export interface PipelineData {
  /** Where the files are. */
  folder: string
  /** Why nothing can be steered, or null. */
  locked: string | null
  /** Why no consumer can be started, or null. */
  unstartable: string | null
  symbols: string[]
}

export const verbs = ['pause', 'resume', 'delete'] as const
export type Verb = (typeof verbs)[number]
/** What is written for a verb. */
export const commandOf: Record<Verb, ProcessState> = { pause: 'pause', resume: 'start', delete: 'delete' }

const from: Record<Verb, readonly ProcessState[]> = {
  pause: ['running', 'start', 'wait'],
  // A deletion that was not carried out yet can be taken back.
  resume: ['paused', 'pause', 'error', 'delete', 'wait'],
  delete: ['wait', 'start', 'running', 'pause', 'paused', 'error', 'unknown'],
}

/** Whether a verb makes sense now. */
export const allows = (row: Pick<ProcessRow, 'state' | 'kind'>, verb: Verb): boolean =>
  from[verb].includes(row.state) && !(verb === 'delete' && row.kind === 'producer')

/** One sentence why not. */
export const whyNot = (row: Pick<ProcessRow, 'state' | 'kind'>, verb: Verb): string =>
  verb === 'delete' && row.kind === 'producer'
    ? 'The producer can be paused, not deleted.'
    : `It is ${sayState(row.state)}: it cannot be ${{ pause: 'paused', resume: 'resumed', delete: 'deleted' }[verb]} now.`

/** States a consumer can be started anew from. */
export const startable = (state: ProcessState): boolean =>
  state === 'deleted' || state === 'error' || state === 'unknown'

export const sayState = (state: ProcessState): string =>
  ({ start: 'starting', pause: 'pausing', delete: 'deleting', wait: 'waiting' })[state as string] ?? state

export const stateTone: Record<ProcessState, Tone> = {
  wait: 'accent',
  start: 'accent',
  running: 'good',
  pause: 'warn',
  paused: 'warn',
  delete: 'muted',
  deleted: 'muted',
  error: 'bad',
  unknown: 'muted',
}

const part = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,39}$/, 'letters, digits and hyphens only')
/** What a new consumer is named by. No underscore: it parts the names of the files. */
export const NewConsumer = z.strictObject({
  crypto: part,
  model: part,
  version: z.string().regex(/^v?[0-9]{1,4}$/, 'a number, like v1'),
})
export type NewConsumer = z.output<typeof NewConsumer>

export const consumerId = ({ crypto, model, version }: NewConsumer): string => `${crypto}_${model}_${version}`
const isId = /^([a-zA-Z0-9-]{1,40})_([a-zA-Z0-9-]{1,40})_([a-zA-Z0-9.-]{1,20})$/

/** The parts of a file's name (without ending), or null: then it is no state file. */
export function partsOfId(id: string): { crypto: string; model: string; version: string } | null {
  const [, crypto, model, version] = isId.exec(id) ?? []
  return crypto && model && version ? { crypto, model, version } : null
}

/** The consumer group the pipeline's consumers join. */
export const groupOf = (model: string, version: string): string => `${model}-${version}-consumer`
