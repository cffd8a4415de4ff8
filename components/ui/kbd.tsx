const names: Record<string, string> = { space: 'Space', enter: '↵', escape: 'Esc', shift: '⇧' }

/** Keys as written on a keyboard: "g o" is two keys one after the other, "mod+k" two at once (⌘ or Ctrl, whichever this machine has). */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5" aria-hidden="true">
      {keys.split(' ').map((key, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice.
        <kbd key={i}>
          {key
            .split('+')
            .map((part) =>
              part === 'mod' ? <span key={part} className="mod" /> : (names[part] ?? part.toUpperCase()),
            )}
        </kbd>
      ))}
    </span>
  )
}
