'use client'
import { type FormEvent, Fragment, type ReactNode, useRef } from 'react'
import { Cloud } from '#components/charts/cloud.tsx'
import { sayCloud } from '#components/charts/say-cloud.ts'
import { Button } from '#components/ui/button.tsx'
import { Waiting } from '#components/ui/empty.tsx'
import type { Field } from '#lib/request/fields.ts'
import { isAsked } from '#lib/request/values.ts'
import { Control } from './control.tsx'
import { type FormOptions, useForm } from './use-form.ts'
import { useProposal } from './use-proposal.ts'
import './request.css'

/** A form generated from the schema of the contract; nothing typed is lost when it is refused. */
export function RequestForm(options: Omit<FormOptions, 'proposal'>) {
  const proposal = useProposal(options.form)
  return proposal ? <Fields {...options} proposal={proposal} /> : <Waiting text="Asking what to begin with…" />
}

function Fields(options: FormOptions) {
  const { form } = options
  const box = useRef<HTMLFormElement>(null)
  const {
    fields,
    values,
    errors,
    problem,
    sending,
    change,
    leave,
    fill,
    send,
    warning,
    cautions,
    picture,
    pictureOld,
  } = useForm(options)
  const shown = fields.filter((field) => field.kind !== 'fixed' && isAsked(field, values))
  const groups = grouped(shown)
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
      <div className={form.picture ? 'form-body form-pictured' : 'form-body'}>
        {groups.map(({ name, fields: own }, i) => (
          <Fragment key={name}>
            <Group name={name}>
              {own.map((field) => (
                <Control
                  key={field.name}
                  field={field}
                  value={values[field.name] ?? ''}
                  error={errors[field.name]}
                  caution={cautions[field.name]}
                  onChange={change}
                  onBlur={leave}
                  autoFocus={field === shown[0]}
                />
              ))}
            </Group>
            {i === 0 && form.picture && <Picture points={picture} old={pictureOld} />}
          </Fragment>
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
        <span className="text-faint">{form.reply ? 'followed to its answer' : 'followed until Kafka has it'}</span>
      </div>
    </form>
  )
}

/** Fields of one group in the order they are declared; groups in the order of their first field. */
function grouped(fields: Field[]): { name: string; fields: Field[] }[] {
  const groups = new Map<string, Field[]>()
  for (const field of fields) groups.set(field.group ?? '', [...(groups.get(field.group ?? '') ?? []), field])
  return [...groups].map(([name, own]) => ({ name, fields: own }))
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  if (!name) return <div className="form-fields">{children}</div>
  return (
    <fieldset className="form-group">
      <legend>{name}</legend>
      <div className="form-fields">{children}</div>
    </fieldset>
  )
}

function Picture({ points, old }: { points: number[][] | undefined; old: boolean }) {
  const say = points?.length ? sayCloud(points) : 'no points yet'
  return (
    <div className="form-picture" data-old={old}>
      <p className="form-picture-head">
        <span>{say}</span>
        {old && points && <span className="text-faint">as before the last change</span>}
      </p>
      {points?.length ? (
        <Cloud points={points} label={`The cloud: ${say}`} />
      ) : (
        <p className="form-picture-none">The cloud is drawn here as soon as its points are known.</p>
      )}
    </div>
  )
}
