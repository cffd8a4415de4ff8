import { StatusChip } from '#components/ui/chip.tsx'
import { Since } from '#components/ui/time.tsx'
import type { RegistryState } from '#lib/protocol.ts'
import { registryTone, sayRegistry } from './words.ts'

/** Where the schemas come from and whether it is there. */
export function RegistryLine({ registry }: { registry: RegistryState | undefined }) {
  if (!registry) return <span>asking the console about its schema registry…</span>
  const quiet = registry.state === 'down' && !registry.expected
  return (
    <span className="system-line">
      <StatusChip tone={quiet ? 'muted' : registryTone[registry.state]}>{sayRegistry(registry)}</StatusChip>
      <span className="mono break-all">{registry.url}</span>
      <span>
        for <Since t={registry.since} />
      </span>
    </span>
  )
}

/** The registry is not there: why, what to do, and that it is asked again. Nothing while it is. */
export function RegistryNotice({ registry, at }: { registry: RegistryState | undefined; at: number }) {
  if (registry?.state !== 'down') return null
  return (
    <p className={`notice ${registry.expected ? 'tone-bad' : 'tone-warn'}`}>
      <span className="notice-text">
        <strong>The schema registry is not there.</strong>{' '}
        <span>
          {registry.cause?.replace(/^./, (c) => c.toUpperCase())}. To do: {registry.remedy}. It is asked again every few
          seconds
          {at > 0 ? '; below stands what was known last.' : '; everything else works without it.'}
        </span>
      </span>
    </p>
  )
}
