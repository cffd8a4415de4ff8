'use client'
import type { FocusEvent } from 'react'
import { Field } from '#components/ui/field.tsx'
import type { Field as FieldSpec, FieldValue } from '#lib/request/fields.ts'
import { PointsField } from './points-field.tsx'

export interface ControlProps {
  field: FieldSpec
  value: FieldValue
  error: string | undefined
  /** Said instead of the hint: this value has consequences. */
  caution?: string | undefined
  onChange: (name: string, value: FieldValue) => void
  onBlur: (name: string) => void
  autoFocus?: boolean
}

const say = (n: number) => n.toLocaleString('en', { maximumFractionDigits: 6 })

/** Range and length in words, where the schema sets them and someone may come near them. */
export function limits({ min, max, minLength, maxLength, minItems, maxItems, whole, kind }: FieldSpec): string {
  const range =
    min !== undefined && max !== undefined
      ? `${say(min)} to ${say(max)}`
      : min !== undefined
        ? `from ${say(min)}`
        : max !== undefined
          ? `up to ${say(max)}`
          : ''
  if (kind === 'number') return [whole && 'whole number', range].filter(Boolean).join(', ')
  if (kind === 'lines')
    return [`one a line`, minItems && `at least ${minItems}`, maxItems && `at most ${maxItems}`]
      .filter(Boolean)
      .join(', ')
  return maxLength && maxLength < 100 && (minLength ?? 0) <= 1 ? `up to ${maxLength} characters` : ''
}

/** One field of a generated form, drawn as its kind and widget say. */
export function Control(props: ControlProps) {
  const { field, value, error, caution, onChange, onBlur, autoFocus } = props
  if (field.widget === 'points') return <PointsField {...props} />
  const text = typeof value === 'string' ? value : ''
  const shared = {
    name: field.name,
    autoFocus,
    // On the way to a button nothing may move: the press would miss it. Sending checks every field anyway.
    onBlur: (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof HTMLButtonElement)) onBlur(field.name)
    },
    placeholder: field.placeholder,
    required: field.required,
  }
  const hint = [field.hint, limits(field)].filter(Boolean).join(' · ')
  const change = (event: { target: { value: string } }) => onChange(field.name, event.target.value)
  if (field.kind === 'yes-no')
    return (
      <label className="yes-no">
        <input
          type="checkbox"
          name={field.name}
          checked={value === true}
          onChange={(event) => onChange(field.name, event.target.checked)}
        />
        <span>{field.title}</span>
        {hint && <small>{hint}</small>}
      </label>
    )
  const long =
    field.kind === 'lines' || field.kind === 'json' || field.widget === 'textarea' || field.widget === 'lines'
  const control =
    field.kind === 'choice' ? (
      <select {...shared} value={text} onChange={change}>
        {(!field.required || text === '') && <option value="">{field.required ? 'Choose…' : '–'}</option>}
        {field.choices?.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.title}
          </option>
        ))}
      </select>
    ) : long ? (
      <textarea
        {...shared}
        rows={field.kind === 'json' ? 8 : 5}
        className={field.kind === 'text' ? '' : 'mono'}
        value={text}
        onChange={change}
        spellCheck={field.kind === 'text'}
      />
    ) : (
      <input
        {...shared}
        type="text"
        inputMode={field.kind === 'number' ? (field.whole ? 'numeric' : 'decimal') : undefined}
        value={text}
        onChange={change}
        spellCheck={false}
        autoComplete="off"
      />
    )
  return (
    <Field
      label={field.title}
      unit={field.unit}
      hint={hint || undefined}
      caution={caution}
      error={error}
      optional={!field.required && field.initial === ''}
      className={long ? 'field-long' : ''}
    >
      {control}
    </Field>
  )
}
