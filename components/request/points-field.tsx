'use client'
import { type ClipboardEvent, type DragEvent, useMemo, useRef, useState } from 'react'
import { sayCloud } from '#components/charts/say-cloud.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { number } from '#components/ui/format.ts'
import { readPoints, writePoints } from '#lib/request/points.ts'
import type { ControlProps } from './control.tsx'

/** What one request may carry, less what the other fields take. */
const mostBytes = 250_000

/** Points typed, pasted, or from a CSV file that is chosen or dropped here. A file that cannot be read changes nothing. */
export function PointsField({ field, value, error, onChange, onBlur }: ControlProps) {
  const text = typeof value === 'string' ? value : ''
  const chooser = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [file, setFile] = useState<{ name: string; error?: string; said?: string } | null>(null)
  const limits = useMemo(
    () => ({ least: field.minItems ?? 1, most: field.maxItems ?? 100_000, dimensions: field.columns ?? 100 }),
    [field.minItems, field.maxItems, field.columns],
  )
  const counted = useMemo(() => {
    const read = text.trim() === '' ? null : readPoints(text, limits)
    return read?.ok ? sayCloud(read.points) : null
  }, [text, limits])
  const take = async (chosen: File | undefined) => {
    if (!chosen) return
    const refuse = (why: string) => setFile({ name: chosen.name, error: why })
    if (chosen.size > 20_000_000) return refuse('is larger than 20 MB')
    const read = readPoints(await chosen.text(), limits)
    if (!read.ok) return refuse(read.error)
    const written = writePoints(read.points)
    if (written.length > mostBytes) {
      const fit = Math.floor((read.points.length * mostBytes) / written.length / 100) * 100
      return refuse(`is more than one request takes: about ${number(fit)} of its points would fit`)
    }
    setFile({
      name: chosen.name,
      said: `${sayCloud(read.points)} read${read.heads ? `, columns ${read.heads.join(', ').slice(0, 80)}` : ''}`,
    })
    onChange(field.name, written)
  }
  const paste = (event: ClipboardEvent) => {
    if (text.trim() !== '') return
    const read = readPoints(event.clipboardData.getData('text'), limits)
    if (!read.ok) return
    event.preventDefault()
    setFile(null)
    onChange(field.name, writePoints(read.points))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  const said = file?.error
    ? `${file.name}: ${file.error}. Correct it there and choose the file again; nothing was changed here.`
    : undefined
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the button beside it is another.
    <div
      className="points-field field-long"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && setOver(false)}
      onDrop={drop}
    >
      <Field label={field.title} hint={field.hint} error={said ?? error} optional={false}>
        <textarea
          name={field.name}
          rows={8}
          className="mono"
          value={text}
          placeholder={field.placeholder}
          spellCheck={false}
          onPaste={paste}
          onChange={(event) => {
            setFile(null)
            onChange(field.name, event.target.value)
          }}
          onBlur={(event) => {
            if (!(event.relatedTarget instanceof HTMLButtonElement)) onBlur(field.name)
          }}
        />
      </Field>
      <div className="points-foot">
        <Button onClick={() => chooser.current?.click()}>Choose a CSV file</Button>
        <input
          ref={chooser}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          className="sr-only"
          tabIndex={-1}
          aria-label={`CSV file for ${field.title}`}
          onChange={(event) => {
            void take(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <span className="text-faint" aria-live="polite">
          {file?.said ? `${file.name}: ${file.said}` : (counted ?? 'or drop it here')}
        </span>
      </div>
    </div>
  )
}
