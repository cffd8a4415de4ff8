'use client'
import type { InputHTMLAttributes, ReactElement, Ref } from 'react'
import { cloneElement, useId } from 'react'

export interface FieldProps {
  label: string
  unit?: string
  hint?: string
  /** Shown instead of the hint. */
  caution?: string | undefined
  error?: string
  optional?: boolean
  className?: string
  /** One control (input, select, textarea); it gets the id and aria attributes. */
  children: ReactElement<Record<string, unknown>>
}

/** A labelled control with its unit, hint and error tied to it. */
export function Field({ label, unit, hint, caution, error, optional = false, className = '', children }: FieldProps) {
  const own = useId()
  const id = (children.props.id as string | undefined) ?? own
  const note = caution ?? hint
  const notes = [note && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={`field ${className}`}>
      <label className="field-label" htmlFor={id}>
        {label}
        {unit && <span className="text-faint">{unit}</span>}
        {optional && <span className="text-faint">optional</span>}
      </label>
      {cloneElement(children, {
        id,
        'aria-describedby': notes || undefined,
        'aria-invalid': error ? true : undefined,
        className: ['input', children.props.className].filter(Boolean).join(' '),
      })}
      {note && !error && (
        <p className="field-note" id={`${id}-hint`} data-caution={caution !== undefined} role={caution && 'status'}>
          {note}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

/** Search box of a list; `/` moves the focus here when it carries data-filter. */
export function SearchInput({
  value,
  onChange,
  label,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> & {
  value: string
  onChange: (value: string) => void
  label: string
  ref?: Ref<HTMLInputElement>
}) {
  return (
    <input
      type="search"
      placeholder="Filter"
      {...rest}
      data-filter=""
      aria-label={label}
      className={`input ${rest.className ?? ''}`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          if (value) onChange('')
          else event.currentTarget.blur()
        }
      }}
      spellCheck={false}
      autoComplete="off"
    />
  )
}
