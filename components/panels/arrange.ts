import type { Panel } from '#lib/contract.ts'
import { customPanels } from './custom/index.ts'

export interface Arrangement {
  top: Panel[]
  /** The wide column and the narrow one beside it. */
  main: Panel[]
  side: Panel[]
  /** Charts two by two, then live lists across the page. */
  rest: Panel[]
  lists: Panel[]
}

/** Places panels in the order they are declared: figures on top, the first board wide with distributions and the first chart beside it, the rest below. */
export function arrange(panels: readonly Panel[]): Arrangement {
  const out: Arrangement = { top: [], main: [], side: [], rest: [], lists: [] }
  const hasBoard = panels.some((panel) => panel.kind === 'board' || (panel.kind === 'custom' && panel.main))
  for (const panel of panels) {
    if (panel.kind === 'custom' && !customPanels[panel.name]) continue
    if (panel.kind === 'kpis' || (panel.kind === 'custom' && panel.wide)) out.top.push(panel)
    else if (panel.kind === 'custom' && panel.main) out.main.push(panel)
    else if (panel.kind === 'custom' && panel.side) out.side.push(panel)
    else if (panel.kind === 'board') (out.main.length ? out.lists : out.main).push(panel)
    else if (panel.kind === 'tail') out.lists.push(panel)
    else if (hasBoard && panel.kind !== 'custom' && out.side.length < 3) out.side.push(panel)
    else out.rest.push(panel)
  }
  return out
}
