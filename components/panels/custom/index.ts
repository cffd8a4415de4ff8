import type { ComponentType } from 'react'
import type { System } from '#lib/contract.ts'
import { CandlesPanel, ModelsPanel, PipelinePanel, ProfitPanel } from './crypto/index.ts'
import { CausesPanel, ExchangesPanel, FiguresPanel, ServicePanel as FinRobotService } from './finrobot/index.tsx'
import { ChatPanel, DeadPanel, LatencyPanel, QuestionsPanel } from './rtfm/index.ts'
import { JobsOverTime, QueuePanel, ServicePanel } from './tda/index.tsx'

/** Panels made for one system, by the name the contract gives them. */
export const customPanels: Record<string, ComponentType<{ id: string; title: string; system: System }>> = {
  'crypto-candles': CandlesPanel,
  'crypto-profit': ProfitPanel,
  'crypto-models': ModelsPanel,
  'crypto-pipeline': PipelinePanel,
  'finrobot-figures': FiguresPanel,
  'finrobot-exchanges': ExchangesPanel,
  'finrobot-service': FinRobotService,
  'finrobot-causes': CausesPanel,
  'tda-life': JobsOverTime,
  'tda-queue': QueuePanel,
  'tda-service': ServicePanel,
  'rtfm-questions': QuestionsPanel,
  'rtfm-chat': ChatPanel,
  'rtfm-latency': LatencyPanel,
  'rtfm-dead': DeadPanel,
}
