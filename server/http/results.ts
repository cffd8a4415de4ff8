import { type Refusal, Refused } from './problem.ts'

/** The good half of a result; the other half becomes the problem document. */
export function accepted<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
  if (result.ok) return result as Extract<T, { ok: true }>
  throw new Refused(result as unknown as Refusal)
}
