import type { RequestRow, RequestState } from '#lib/protocol.ts'

/** `POST /api/requests/{system}/{form}` as a value. `repeated`: the same idempotency key and body came before. `errors` by dotted field name. `retryAfter` in seconds. */
export type SubmitResult =
  | { ok: true; status: 202; id: string; request: RequestRow; repeated: boolean }
  | Refusal<404 | 409 | 422 | 503 | 507>

export interface Refusal<S extends number = number> {
  ok: false
  status: S
  title: string
  detail: string
  errors?: Record<string, string>
  retryAfter?: number
}

/** Cancelling and retrying: 404 unknown, 409 not in a state that allows it, 503 and 507 as for submitting. */
export type ChangeResult = { ok: true; status: 200; request: RequestRow } | Refusal<404 | 409 | 503 | 507>

export interface Submission {
  system: string
  form: string
  input: unknown
  idempotencyKey?: string
  /** Who asks, for the audit. */
  by: string
}

/** Newest first. `before` is the `at` of the last row of the page before (epoch ms). */
export interface RequestQuery {
  system?: string
  form?: string
  state?: RequestState
  before?: number
  limit?: number
}
