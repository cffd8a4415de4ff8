'use client'
import { useMemo } from 'react'
import { JsonView } from '#components/topic/json-view.tsx'
import { Empty } from '#components/ui/empty.tsx'
import { count } from '#components/ui/format.ts'
import { Panel } from '#components/ui/panel.tsx'
import { Table } from '#components/ui/table.tsx'
import { type SchemaField, schemaFields } from '#lib/schema/fields.ts'

/** A schema as a person reads it: every field, what it holds and whether it must be there. */
export function SchemaFields({ type, schema, of }: { type: string; schema: string; of: string }) {
  const fields = useMemo(() => schemaFields(type, schema), [type, schema])
  return (
    <Panel
      id="fields"
      title="Fields"
      note={fields ? `${count(fields.length, 'field')} of ${of}` : of}
      sheet={() => ({
        name: 'fields',
        heads: ['field', 'type', 'required', 'rules', 'description'],
        rows: (fields ?? []).map((f) => [f.path, f.type, f.required ? 'yes' : 'no', f.rules, f.description]),
      })}
    >
      {fields?.length ? (
        <Table
          caption="Fields of the schema"
          rows={fields}
          rowKey={(field) => field.path}
          columns={[
            { id: 'path', title: 'Field', cell: (field) => <FieldName field={field} /> },
            { id: 'type', title: 'Type', cell: (field) => field.type },
            {
              id: 'required',
              title: 'Needed',
              cell: (field) => (field.required ? 'required' : <span className="text-faint">optional</span>),
            },
            {
              id: 'rules',
              title: 'Rules',
              priority: 2,
              wrap: true,
              cell: (field) => <span className="schema-rules">{field.rules || '–'}</span>,
            },
            {
              id: 'description',
              title: 'What it is',
              priority: 3,
              wrap: true,
              cell: (field) => <span className="text-muted">{field.description || '–'}</span>,
            },
          ]}
        />
      ) : (
        <Empty title="No fields to list">This language is shown as its text: see Source.</Empty>
      )}
    </Panel>
  )
}

/** Indented by its depth, the way there in grey. */
function FieldName({ field }: { field: SchemaField }) {
  const parts = field.path.split('.')
  const name = parts.pop()
  return (
    <span className="mono schema-field" style={{ paddingLeft: `${parts.length * 14}px` }}>
      <span className="sr-only">{parts.length ? `${parts.join('.')}.` : ''}</span>
      {name}
    </span>
  )
}

export function SchemaSource({ schema, of }: { schema: string; of: string }) {
  const value = useMemo(() => {
    try {
      return JSON.parse(schema)
    } catch {
      return undefined
    }
  }, [schema])
  return (
    <Panel id="source" title="Source" note={of}>
      <div className="schema-source">
        {value === undefined ? (
          <pre className="bytes">{schema}</pre>
        ) : (
          <JsonView value={value} label={`Schema, ${of}`} />
        )}
      </div>
    </Panel>
  )
}
