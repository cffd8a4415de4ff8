'use client'
import { memo } from 'react'
import { StatusChip } from '#components/ui/chip.tsx'
import { clock, duration } from '#components/ui/format.ts'
import { Age } from '#components/ui/time.tsx'
import type { Exchange } from '#lib/protocol.ts'
import { matchWord, plain, tookOf, wordOf } from './words.ts'

interface RowProps {
  exchange: Exchange
  cursor: boolean
  onOpen: (k: string) => void
}

/** A request on the left, its reply on the right; a row is drawn again only when it changed. */
export const ExchangeRow = memo(function ExchangeRow({ exchange, cursor, onOpen }: RowProps) {
  const { k, t, asked, match, state } = exchange
  const took = tookOf(exchange)
  return (
    <tr
      className="open-row"
      data-k={k}
      data-state={state}
      data-cursor={cursor}
      onClick={(event) => !(event.target as HTMLElement).closest('button, a') && onOpen(k)}
    >
      <td className="mono ex-time">
        <button
          type="button"
          className="ex-open"
          aria-label={`Open the exchange of ${clock(t)}`}
          onClick={() => onOpen(k)}
        >
          {clock(t)}
        </button>
      </td>
      <td className="ex-ask">
        {asked ? (
          <div className="ex-cell">
            <span className="ex-text" title={asked.texts.join('\n')}>
              {asked.texts[0] ?? (asked.n === 0 && !asked.bad ? 'no text' : '–')}
            </span>
            {asked.n > 1 && <span className="ex-more">+{asked.n - 1}</span>}
            {asked.bad && <span className="ex-more toned tone-warn">unreadable</span>}
          </div>
        ) : (
          <span className="text-faint">no request known</span>
        )}
      </td>
      <td className="ex-say">
        <div className="ex-cell">
          <Reply exchange={exchange} />
        </div>
      </td>
      <td className="num ex-took">
        {took !== null ? (
          duration(took)
        ) : state === 'waiting' ? (
          <span className="toned tone-accent">
            <Age t={t} />
          </span>
        ) : (
          <span className="text-faint">–</span>
        )}
      </td>
      <td className="p2 ex-match">
        {match ? (
          <span className={`ex-badge ex-${match}`} title={matchWord[match].say}>
            {matchWord[match].title}
          </span>
        ) : (
          <span className="text-faint">–</span>
        )}
      </td>
    </tr>
  )
})

function Reply({ exchange: { state, said, why, again } }: { exchange: Exchange }) {
  const word = wordOf(state)
  const more = again > 0 && <span className="ex-more">answered {again + 1} ×</span>
  if (said && said.cause !== null)
    return (
      <>
        <StatusChip tone="bad" mark="✕">
          {said.cause}
        </StatusChip>
        <span className="ex-text text-muted">{firstLine(said.error ?? '')}</span>
        {more}
      </>
    )
  if (said)
    return (
      <>
        {state === 'unclaimed' && (
          <StatusChip tone="muted" mark="○">
            unclaimed
          </StatusChip>
        )}
        <span className="ex-text">{plain(said.response ?? '')}</span>
        {more}
      </>
    )
  return (
    <>
      <StatusChip tone={word.tone} mark={word.mark}>
        {word.title.toLowerCase()}
      </StatusChip>
      {why && <span className="ex-text text-muted">{why}</span>}
    </>
  )
}

const firstLine = (text: string): string => {
  // A schema's report is JSON over many lines: its sentence says more than its bracket.
  const said = /"error": "((?:[^"\\]|\\.)*)"/.exec(text)?.[1]
  return (said ?? text.split('\n', 1)[0] ?? '').slice(0, 200)
}
