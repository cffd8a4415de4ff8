import type { SchemaDetail, SchemaRow, SchemasData, ViewSpec } from '#lib/protocol.ts'
import { readingTruth } from '#server/health/truth.ts'
import type { MakeView } from '#server/ports.ts'
import { createListView, createValueView } from '#server/store/list-view.ts'

interface Deps {
  hub: { provide: (kind: ViewSpec['kind'], make: MakeView) => unknown }
  everyMs: number
  rows: () => readonly SchemaRow[]
  data: () => SchemasData
  detail: (subject: string) => SchemaDetail | undefined
  /** The registry has answered at least once. */
  asked: () => boolean
}

/** Registers the views `schemas` and `schema`. */
export function provideSchemas({ hub, everyMs, rows, data, detail, asked }: Deps): { changed: () => void } {
  const open = new Set<() => void>()
  let readings = 0
  const joined = (changed: () => void) => {
    open.add(changed)
    return () => void open.delete(changed)
  }
  const truth = () => readingTruth(data().at, everyMs, readings)
  hub.provide('schemas', (_, changed) =>
    createListView({
      rows: () => rows().map((v) => ({ k: v.subject, v })),
      data,
      truth,
      close: joined(changed),
    }),
  )
  hub.provide('schema', (spec, changed) => {
    const { subject } = spec as Extract<ViewSpec, { kind: 'schema' }>
    if (asked() && !detail(subject)) return `neither the registry nor a contract has a subject ${subject}`
    return createValueView({ data: () => detail(subject), truth, close: joined(changed) })
  })
  return {
    changed() {
      readings++
      for (const flush of open) flush()
    },
  }
}
