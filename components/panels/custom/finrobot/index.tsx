export { CausesPanel } from './causes.tsx'
export { ExchangesPanel } from './exchanges.tsx'
export { FiguresPanel } from './figures.tsx'
export { ServicePanel } from './service.tsx'
