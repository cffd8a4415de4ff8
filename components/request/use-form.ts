'use client'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { type Problem, post } from '#components/ui/api.ts'
import type { Form } from '#lib/contract.ts'
import { cautionsOf } from '#lib/request/cautions.ts'
import { queryToValues, valuesToQuery } from '#lib/request/deep-link.ts'
import { type FieldValue, type FieldValues, fieldsOf, proposed } from '#lib/request/fields.ts'
import { checkInput, inputToValues, valuesToInput } from '#lib/request/values.ts'

const errorsOf = (problem: Problem): Record<string, string> => {
  const errors = problem.errors ?? {}
  return Array.isArray(errors) ? Object.fromEntries(errors.map((e) => [e.path, e.message])) : errors
}

export interface FormOptions {
  system: string
  form: Form
  /** Query text to begin with. */
  query?: string
  /** Values that stand in the place of the schema's own defaults. */
  proposal?: Record<string, unknown>
  /** Values of an earlier request or of the page it was opened from; over the query. */
  input?: Record<string, unknown>
  /** Keeps what is typed in the address. */
  inAddress?: boolean
  onAccepted: (id: string) => void
}

/** A generated form: values, errors by field (checked when a field is left, all on sending), sending once whatever the network does. */
export function useForm({ system, form, query = '', proposal, input, inAddress = false, onAccepted }: FormOptions) {
  const fields = useMemo(() => proposed(fieldsOf(form.input), proposal ?? {}), [form, proposal])
  const [values, setValues] = useState<FieldValues>(() => ({
    ...queryToValues(fields, query),
    ...(input ? inputToValues(fields, input) : {}),
  }))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<Problem | null>(null)
  const [sending, setSending] = useState(false)
  // One key per content: sending the same again after a lost answer is the same request.
  const key = useRef<string | null>(null)
  const latest = useRef(values)
  latest.current = values

  const change = useCallback((name: string, value: FieldValue) => {
    key.current = null
    setValues((was) => ({ ...was, [name]: value }))
    setErrors((was) => {
      if (!was[name]) return was
      const { [name]: _, ...rest } = was
      return rest
    })
  }, [])
  const check = useCallback(() => checkInput(form.input, valuesToInput(fields, latest.current)), [form, fields])
  const leave = useCallback(
    (name: string) => {
      const checked = check()
      const error = checked.ok ? undefined : checked.errors[name]
      const empty = latest.current[name] === ''
      if (error && !empty) setErrors((was) => ({ ...was, [name]: error }))
    },
    [check],
  )
  const fill = useCallback(
    (from: Record<string, unknown>) => {
      key.current = null
      // What it does not speak of begins anew, or stays as it was typed where it has no default: the customer of a preset.
      setValues((was) => {
        const next = inputToValues(fields, from)
        for (const { name } of fields) if (next[name] === '') next[name] = was[name] ?? ''
        return next
      })
      setErrors({})
    },
    [fields],
  )
  useEffect(() => {
    if (!inAddress) return
    const write = () => {
      const url = new URL(window.location.href)
      url.search = valuesToQuery(fields, values).query
      if (url.href !== window.location.href) window.history.replaceState(null, '', url)
    }
    // At once when it is sent: later it would stop, or land on, the way to the request's page.
    if (sending) return write()
    const timer = setTimeout(write, 300)
    return () => clearTimeout(timer)
  }, [inAddress, fields, values, sending])
  const send = useCallback(async () => {
    const checked = check()
    if (!checked.ok) {
      setErrors(checked.errors)
      return Object.keys(checked.errors)
    }
    setSending(true)
    setProblem(null)
    key.current ??= crypto.randomUUID()
    const answer = await post<{ id: string }>(
      `/api/requests/${system}/${form.id}`,
      valuesToInput(fields, latest.current),
      { 'idempotency-key': key.current },
    )
    if (answer.ok) {
      // It stays "sending" until the page or sheet shows the request instead.
      key.current = null
      onAccepted(answer.value.id)
      return []
    }
    setSending(false)
    const found = errorsOf(answer.problem)
    setErrors(found)
    setProblem(answer.problem)
    return Object.keys(found)
  }, [check, fields, form, system, onAccepted])
  // Large inputs are checked behind the typing, not in its way.
  const calm = useDeferredValue(values)
  const checked = useMemo(
    () => (form.warn || form.picture ? checkInput(form.input, valuesToInput(fields, calm)) : null),
    [form, fields, calm],
  )
  const cautions = useMemo(() => cautionsOf(form, valuesToInput(fields, values)), [form, fields, values])
  const warning = useMemo(() => (checked?.ok ? form.warn?.(checked.data) : undefined), [form, checked])
  // While something is wrong the last picture stays.
  const pictured = useRef<number[][] | undefined>(undefined)
  const picture = useMemo(() => {
    if (checked?.ok) pictured.current = form.picture?.(checked.data)
    // Another choice is another picture; only a slip in a number keeps the one before.
    else if (checked && fields.some(({ name, kind }) => kind === 'lines' && checked.errors[name]))
      pictured.current = undefined
    return pictured.current
  }, [form, fields, checked])
  return {
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
    pictureOld: checked?.ok === false,
  }
}
