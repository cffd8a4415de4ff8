import type { Panel, System, Tone } from '#lib/contract.ts'

/** The level bands a system's histogram declares, for charts of the same number. */
export const bandsOf = (system: System | undefined): { from: number; to: number; tone: Tone; title: string }[] =>
  system?.panels?.find(
    (panel): panel is Extract<Panel, { kind: 'histogram' }> => panel.kind === 'histogram' && Boolean(panel.bands),
  )?.bands ?? []
