'use client'
import type { Truth } from '#lib/protocol.ts'
import { compact, count, old, percent, rate } from './format.ts'
import { useNow } from './time.tsx'

export interface TruthLineProps {
  truth: Truth
  /** What is counted: "prediction". */
  noun?: string
  /** Milliseconds after which what is on screen counts as old and is coloured. */
  staleMs?: number
}

/** "214 in/s · every record counted · 31 % conflated on screen · 0.02 s old": what came in, what of it is shown, how old it is. */
export function TruthLine({ truth, noun = 'record', staleMs = Number.POSITIVE_INFINITY }: TruthLineProps) {
  const now = useNow()
  const parts: string[] = []
  const seen = truth.shown + truth.conflated
  if (truth.conflated > 0)
    parts.push(`every ${noun} counted, ${percent(truth.conflated / Math.max(1, seen))} conflated on screen`)
  else if (truth.in > 0) parts.push(`every ${noun} shown`)
  if (truth.passed > 0) parts.push(`${compact(truth.passed)} older not listed`)
  // The frame says how old its newest record was when made; what passed since is the browser's own.
  const then = truth.now - truth.newest
  const since = now ? Math.max(0, now - truth.now) : 0
  const aged = truth.newest > 0 ? Math.max(0, then) + (since > 1500 ? since : 0) : null
  return (
    <span
      className="truth"
      title={`${count(truth.in, noun)} in since the console started · ${count(truth.shown, 'update')} sent to screens · ${count(truth.conflated, 'value')} replaced by a newer one first · ${count(truth.bad, 'record')} undecodable`}
    >
      <b>
        {truth.rate > 0
          ? rate(truth.rate).replace('/', ' in/')
          : truth.in > 0 || truth.newest > 0
            ? 'quiet'
            : `no ${noun} yet`}
      </b>
      {parts.map((part) => ` · ${part}`)}
      {truth.bad > 0 && (
        <>
          {' · '}
          <span className="warn">{compact(truth.bad)} undecodable</span>
        </>
      )}
      {aged !== null && (
        <>
          {' · '}
          <b className={aged > staleMs ? 'warn' : undefined}>{old(aged)}</b>
        </>
      )}
    </span>
  )
}
