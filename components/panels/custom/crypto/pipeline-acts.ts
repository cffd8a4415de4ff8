'use client'
import { post, sayProblem } from '#components/ui/api.ts'
import { toast } from '#components/ui/toast.tsx'
import type { NewConsumer, ProcessRow, Verb } from '#lib/crypto/pipeline.ts'

export const nameOf = ({
  kind,
  crypto,
  model,
  version,
}: Pick<ProcessRow, 'kind' | 'crypto' | 'model' | 'version'>): string =>
  kind === 'producer'
    ? crypto === 'ALL'
      ? 'Producer of all symbols'
      : `Producer of ${crypto}`
    : `${crypto} ${model} ${version}`

const said: Record<Verb, string> = { pause: 'Pausing', resume: 'Resuming', delete: 'Deleting' }
/** What takes a command back. A deletion can only be taken back while it was not carried out. */
const back: Record<Verb, Verb> = { pause: 'resume', resume: 'pause', delete: 'resume' }

export async function command(row: ProcessRow, verb: Verb, undoing = false): Promise<void> {
  const answer = await post(`/api/crypto/pipeline/${encodeURIComponent(row.id)}/${verb}`)
  if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
  else
    toast({
      text: `${said[verb]}: ${nameOf(row)}`,
      ...(!undoing && { action: { label: 'Undo', run: () => void command(row, back[verb], true) } }),
    })
}

/** The reason when it was refused, else null. */
export async function start(consumer: NewConsumer): Promise<string | null> {
  const answer = await post('/api/crypto/pipeline', consumer)
  if (!answer.ok) return sayProblem(answer.problem)
  toast({ text: `Starting: ${nameOf({ kind: 'consumer', ...consumer })}` })
  return null
}

/** A consumer that was deleted, by a new job. */
export async function startAgain({ crypto, model, version }: ProcessRow): Promise<void> {
  const why = await start({ crypto, model, version })
  if (why) toast({ text: why, tone: 'bad' })
}
