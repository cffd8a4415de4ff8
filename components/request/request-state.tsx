import { requestTone, StatusChip } from '#components/ui/chip.tsx'
import { duration } from '#components/ui/format.ts'
import type { RequestRow } from '#lib/protocol.ts'
import { wholeTime } from './lanes.ts'

/** "answered · 38 ms" */
export function RequestState({ request }: { request: Pick<RequestRow, 'state' | 'at' | 'doneAt'> }) {
  const took = wholeTime(request)
  return (
    <StatusChip tone={requestTone[request.state]}>
      {request.state}
      {took !== null && ` · ${duration(took)}`}
    </StatusChip>
  )
}
