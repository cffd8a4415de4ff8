export { CandlesPanel } from './candles-panel.tsx'
export { ModelsPanel } from './models-panel.tsx'
export { PipelinePanel } from './pipeline-panel.tsx'
export { ProfitPanel } from './profit-panel.tsx'
