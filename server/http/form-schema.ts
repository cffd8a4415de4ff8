import { z } from 'zod'

/** A schema as JSON Schema 2020-12. What JSON cannot say (a transform's result, a date) is left open. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: io === 'output' ? mayGrow : undefined,
  }) as Record<string, unknown>
  return rest
}

/** Answers may gain fields; who reads them should not mind. */
const mayGrow = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void => {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
}

/** The names of a form's fields. */
export function fieldNames(input: z.ZodType): string[] {
  const schema = jsonSchema(input, 'input') as {
    properties?: object
    anyOf?: { properties?: object }[]
    oneOf?: { properties?: object }[]
  }
  const variants = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return [...new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})))]
}
