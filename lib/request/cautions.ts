import { z } from 'zod'
import type { Form } from '../contract.ts'

/** Cautions by field for values that are right in themselves; the other fields need not be filled in yet. */
export function cautionsOf(form: Form, input: Record<string, unknown>): Record<string, string> {
  const fields = form.input instanceof z.ZodObject ? (form.input.shape as Record<string, z.ZodType>) : {}
  const found: Record<string, string> = {}
  for (const [name, caution] of Object.entries(form.cautions ?? {})) {
    const value = fields[name]?.safeParse(input[name])
    const said = value?.success ? caution?.(value.data) : undefined
    if (said) found[name] = said
  }
  return found
}
