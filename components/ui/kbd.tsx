const names: Record<string, string> = { space: 'Space', enter: '↵', escape: 'Esc', mod: 'Ctrl' }

/** Keys as written on a keyboard: "g o" is two keys one after the other, "mod+k" two at once. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5" aria-hidden="true">
      {keys.split(' ').map((key) => (
        <kbd key={key}>
          {key
            .split('+')
            .map((part) => names[part] ?? part.toUpperCase())
            .join(' ')}
        </kbd>
      ))}
    </span>
  )
}
