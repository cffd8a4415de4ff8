import type { ComponentType } from 'react'
import { SymbolPanel } from '#components/panels/custom/crypto/symbol-page.tsx'
import { QuestionPanel } from '#components/panels/custom/rtfm/index.ts'
import { JobPanel } from '#components/panels/custom/tda/index.tsx'
import { CustomerPanel, type EntityPanelProps } from './customer.tsx'
import { CustomerPeek, type PeekProps } from './customer-peek.tsx'

/** Panels for one kind of entity, by the name the contract gives (`entity.panel`). */
export const entityPanels: Record<string, ComponentType<EntityPanelProps>> = {
  customer: CustomerPanel,
  market: SymbolPanel,
  job: JobPanel,
  question: QuestionPanel,
}
/** The same thing in short, beside the board. */
export const peeks: Record<string, ComponentType<PeekProps>> = { customer: CustomerPeek }
