import { ChatPanel } from './chat.tsx'
import { DeadPanel } from './dead.tsx'
import { LatencyPanel } from './latency.tsx'
import { QuestionPanel } from './question-page.tsx'
import { QuestionsPanel } from './questions.tsx'

export { ChatPanel, DeadPanel, LatencyPanel, QuestionPanel, QuestionsPanel }
