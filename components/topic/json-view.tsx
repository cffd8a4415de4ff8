'use client'
import { useMemo, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { copy } from '#components/ui/copy.tsx'
import { bytes } from '#components/ui/format.ts'
import { pretty, tokens } from './json.ts'
import './topic.css'

/** Beyond this the rest is shown on request: a 1 MB message must not stop the page. */
const first = 20_000

/** A message as indented JSON that can be copied whole. Sealed values are drawn as locked, and copied as the tokens they are. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [all, setAll] = useState(false)
  const text = useMemo(() => pretty(value, { lock: true }), [value])
  const cut = !all && text.length > first
  const pieces = useMemo(() => tokens(cut ? text.slice(0, first) : text), [text, cut])
  return (
    <div className="json">
      <div className="json-tools">
        {cut && (
          <Button look="quiet" onClick={() => setAll(true)}>
            Show all {bytes(text.length)}
          </Button>
        )}
        <Button look="quiet" onClick={() => copy(pretty(value), `${label} copied`)}>
          Copy JSON
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <section className="json-text-box" tabIndex={0} aria-label={label}>
        <pre>
          {pieces.map((piece, i) =>
            piece.kind === 'plain' ? (
              piece.text
            ) : (
              <i key={String(i)} className={`json-${piece.kind}`}>
                {piece.text}
              </i>
            ),
          )}
        </pre>
      </section>
    </div>
  )
}
