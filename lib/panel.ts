import type { Tone } from './contract.ts'

export type Panel =
  | { kind: 'kpis'; id: string; title: string; items: Kpi[] }
  | { kind: 'board'; id: string; title: string; board: string }
  | {
      kind: 'histogram'
      id: string
      title: string
      measure: string
      bands?: { from: number; to: number; tone: Tone; title: string }[]
    }
  | { kind: 'series'; id: string; title: string; measures: string[]; stat: 'rate' | 'mean' | 'split' }
  | { kind: 'tail'; id: string; title: string; topic: string }
  /** A panel made for one system: `components/panels/<name>.tsx`. `wide`: across the page, above the boards; `main`: in the wide column, as boards are; `side`: beside it. */
  | { kind: 'custom'; id: string; title: string; name: string; wide?: true; main?: true; side?: true }

/** A figure above the panels. */
export type Kpi =
  | { title: string; from: 'board-count'; board: string }
  | { title: string; from: 'board-level'; board: string; level: string }
  | { title: string; from: 'board-mean'; board: string }
  | { title: string; from: 'rate'; measure: string; unit?: string }
  | { title: string; from: 'mean'; measure: string; unit?: string }
  | { title: string; from: 'latency'; topic: string }
