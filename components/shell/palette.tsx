'use client'
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import type { AlertRow } from '#lib/protocol.ts'
import { acknowledge, targetOf } from '../alert/actions.ts'
import { copy } from '../ui/copy.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { activeKeys } from './keys.ts'
import { type Action, fixedActions, namedBy } from './palette-items.ts'
import { ranges } from './range.ts'
import { noteRecent, readRecent } from './recent.ts'
import { otherTheme, setTheme } from './theme.ts'
import { useRangeState, useRangeWanted } from './use-range.ts'

export interface PaletteProps {
  open: boolean
  onClose: () => void
  /** The alert the banner shows, if any. */
  top?: AlertRow
}

/** Goes anywhere and does anything: pages, systems, topics, keys and ids pasted raw, forms, and what the keys of this page do. */
export function Palette({ open, onClose, top }: PaletteProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Go to or do" bare>
      <Inside onClose={onClose} top={top} />
    </Dialog>
  )
}

function Inside({ onClose, top }: Omit<PaletteProps, 'open'>) {
  const router = useRouter()
  const [text, setText] = useState('')
  const { set: setRange } = useRangeState()
  const ranged = useRangeWanted()
  // The list is made when the palette opens: keys and recents of that moment.
  const { all, recent } = useMemo(() => {
    const here: Action[] = activeKeys()
      .filter((layer) => layer.title !== 'Anywhere')
      .flatMap((layer) =>
        layer.bindings
          .filter((b) => !['j', 'k', 'enter', 'escape'].includes(b.keys))
          .map(
            (b): Action => ({
              id: `key:${b.keys}`,
              title: b.say,
              group: 'Here',
              hint: layer.title,
              keys: b.keys,
              also: ['pause', 'hold'],
              run: () => void b.run(),
            }),
          ),
      )
    const doing: Action[] = [
      ...(top
        ? [
            {
              id: 'ack',
              title: `Acknowledge: ${top.say || top.title}`,
              group: 'Do' as const,
              keys: 'shift+a',
              run: () => void acknowledge(targetOf(top)),
            },
          ]
        : []),
      {
        id: 'theme',
        title: `Switch to ${otherTheme()} theme`,
        group: 'Do',
        also: ['dark light appearance'],
        run: () => setTheme(otherTheme()),
      },
      { id: 'theme:system', title: 'Theme as the system', group: 'Do', run: () => setTheme('system') },
      {
        id: 'link',
        title: 'Copy link to this view',
        group: 'Do',
        also: ['share url'],
        run: () => void copy(location.href, 'Link copied'),
      },
      ...(ranged
        ? ranges.map(
            (r): Action => ({
              id: `range:${r.id}`,
              title: r.long,
              group: 'Do',
              hint: 'time range',
              also: ['range time'],
              run: () => setRange(r.id),
            }),
          )
        : []),
      {
        id: 'help',
        title: 'Keys on this page',
        group: 'Do',
        keys: '?',
        run: () => window.dispatchEvent(new Event('milena:help')),
      },
    ]
    const list = [...here, ...fixedActions, ...doing]
    const known = new Map(list.map((action) => [action.id, action]))
    return { all: list, recent: readRecent().flatMap((id) => known.get(id) ?? []) }
  }, [top, ranged, setRange])
  const choose = (action: Action) => {
    noteRecent(action.id)
    onClose()
    if (action.href) router.push(action.href)
    // After the dialog has given the focus back.
    else setTimeout(() => action.run?.(), 0)
  }
  const groups = ['Here', 'Go to', 'Do', 'Topics'] as const
  const named = namedBy(text)
  return (
    <Command className="palette" label="Go to or do" loop>
      <Command.Input value={text} onValueChange={setText} placeholder="Go to or do… or paste an id" data-autofocus="" />
      <Command.List>
        {named.length === 0 && <Command.Empty>Nothing is called that.</Command.Empty>}
        {!text && recent.length > 0 && <Section heading="Recent" actions={recent} prefix="recent:" onChoose={choose} />}
        {groups.map((group) => (
          <Section
            key={group}
            heading={group === 'Here' ? 'On this page' : group}
            actions={all.filter((action) => action.group === group)}
            onChoose={choose}
          />
        ))}
        {named.length > 0 && (
          <Command.Group heading={`Open “${text.trim()}” as`} forceMount>
            {named.map((action) => (
              <Command.Item key={action.id} value={`named ${action.id}`} forceMount onSelect={() => choose(action)}>
                <Line action={action} />
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  )
}

function Section({
  heading,
  actions,
  prefix = '',
  onChoose,
}: {
  heading: string
  actions: Action[]
  prefix?: string
  onChoose: (action: Action) => void
}) {
  if (actions.length === 0) return null
  return (
    <Command.Group heading={heading}>
      {actions.map((action) => (
        <Command.Item
          key={action.id}
          value={`${prefix}${action.id}`}
          keywords={[action.title, ...(action.hint ? [action.hint] : []), ...(action.also ?? [])]}
          onSelect={() => onChoose(action)}
        >
          <Line action={action} />
        </Command.Item>
      ))}
    </Command.Group>
  )
}

const Line = ({ action }: { action: Action }) => (
  <>
    <span className={action.hint ? 'shrink-0' : 'truncate'}>{action.title}</span>
    {action.hint && <small>{action.hint}</small>}
    <span className="flex-1" />
    {action.keys && <Kbd keys={action.keys} />}
  </>
)
