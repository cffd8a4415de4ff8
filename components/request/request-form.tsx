'use client'
import { type FormEvent, useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Control } from './control.tsx'
import { type FormOptions, useForm } from './use-form.ts'
import './request.css'

/** A form generated from the schema of the contract; nothing typed is lost when it is refused. */
export function RequestForm(options: FormOptions) {
  const { form } = options
  const box = useRef<HTMLFormElement>(null)
  const { fields, values, errors, problem, sending, change, leave, fill, send, warning } = useForm(options)
  const shown = fields.filter((field) => field.kind !== 'fixed')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = await send()
    const first = shown.find((field) => wrong.includes(field.name))
    if (first) box.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first.name)}"]`)?.focus()
  }
  return (
    <form
      ref={box}
      onSubmit={submit}
      className="request-form"
      noValidate
      onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && box.current?.requestSubmit()}
    >
      <p className="text-muted">{form.blurb}</p>
      {form.presets?.length ? (
        <div className="presets">
          <span>Fill in:</span>
          {form.presets.map((preset) => (
            <Button key={preset.title} onClick={() => fill(preset.values)}>
              {preset.title}
            </Button>
          ))}
        </div>
      ) : null}
      <div className="form-fields">
        {shown.map((field, i) => (
          <Control
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            error={errors[field.name]}
            onChange={change}
            onBlur={leave}
            autoFocus={i === 0}
          />
        ))}
      </div>
      {errors[''] && <p className="field-error">{errors['']}</p>}
      {problem && (
        <p className="notice tone-bad" role="alert">
          <span className="notice-text">
            <strong>{problem.title}.</strong>{' '}
            <span>
              {problem.detail}{' '}
              {Object.keys(errors).length ? 'See the marked fields.' : 'What you typed is kept; sending again is safe.'}
            </span>
          </span>
        </p>
      )}
      {warning && (
        <p className="notice tone-warn">
          <span className="notice-text">{warning}</span>
        </p>
      )}
      <div className="form-foot">
        <Button type="submit" look="primary" busy={sending ? 'Sending…' : undefined} keys="mod+enter">
          {form.verb}
        </Button>
        <span className="text-faint">followed to its answer</span>
      </div>
    </form>
  )
}
