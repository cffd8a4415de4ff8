import { ChatPanel } from './chat.tsx'
import { DeadPanel } from './dead.tsx'
import { LatencyPanel } from './latency.tsx'
import { QuestionsPanel } from './questions.tsx'

export { ChatPanel, DeadPanel, LatencyPanel, QuestionsPanel }
