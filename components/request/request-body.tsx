'use client'
import { useMemo, useState } from 'react'
import { useView } from '#components/feed/use-view.ts'
import { JsonView } from '#components/topic/json-view.tsx'
import { Fact } from '#components/topic/record-detail.tsx'
import { post, sayProblem } from '#components/ui/api.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { StatusChip } from '#components/ui/chip.tsx'
import { copy } from '#components/ui/copy.tsx'
import { exact } from '#components/ui/format.ts'
import { Id } from '#components/ui/id.tsx'
import { toast } from '#components/ui/toast.tsx'
import type { GroupRow, RequestRow, ViewSpec } from '#lib/protocol.ts'
import { formOf } from '#lib/systems/index.ts'
import { isOpen } from './lanes.ts'
import { sayNobody } from './listening.ts'
import { subjectOf } from './subject.ts'
import { RecordLink, SentTo, Trace } from './trace.tsx'
import './request.css'

const groupsSpec: ViewSpec = { kind: 'groups' }

/** A request followed: lanes, where it is, who should read it, input and reply side by side, what can be done about it. */
export function RequestBody({ request, slim = false }: { request: RequestRow; slim?: boolean }) {
  const inferred = request.reply?.certainty === 'inferred'
  return (
    <div className="request-body">
      <Trace request={request} />
      {isOpen(request) && request.sent && 'topic' in request.sent && <Nobody topic={request.sent.topic} />}
      {request.error && (
        <p className="notice tone-bad" role="alert">
          <span className="notice-text">{request.error}</span>
        </p>
      )}
      <dl className="facts request-facts">
        <Fact name="Request">
          <Id id={request.id} most={18} />
        </Fact>
        <Fact name="Accepted">{exact(request.at)}</Fact>
        <Fact name="Sent to">
          <SentTo request={request} />
        </Fact>
        {request.reply && (
          <Fact name="Answer">
            {request.reply.topic && request.reply.offset !== undefined ? (
              <RecordLink
                topic={request.reply.topic}
                partition={request.reply.partition ?? 0}
                offset={request.reply.offset}
              />
            ) : (
              'in the response'
            )}{' '}
            <StatusChip tone={inferred ? 'warn' : 'good'}>{inferred ? 'inferred' : 'exact'}</StatusChip>
          </Fact>
        )}
        {request.attempts > 1 && <Fact name="Attempts">{request.attempts}</Fact>}
      </dl>
      {inferred && (
        <p className="request-note">
          Inferred: the service does not return the request's id, so this is the first answer that fits it.
        </p>
      )}
      <Actions request={request} />
      <div className={slim ? 'sides sides-slim' : 'sides'}>
        <Side title="What was asked" value={request.input} label="Input" />
        {request.reply ? (
          <Side title={`What came back: ${request.say}`} value={request.reply.message} label="Reply" />
        ) : (
          <div className="side text-muted">
            <h3>What came back</h3>
            <p>{sayNothing(request)}</p>
          </div>
        )}
      </div>
    </div>
  )
}

const sayNothing = ({ state, system, form }: RequestRow): string =>
  isOpen({ state }) && formOf(system, form)?.reply
    ? 'Nothing yet. The answer appears here by itself.'
    : state === 'delivered'
      ? 'Nothing, and nothing is waited for: it is done.'
      : 'Nothing.'

const Side = ({ title, value, label }: { title: string; value: unknown; label: string }) => (
  <div className="side">
    <h3>{title}</h3>
    <JsonView value={value} label={label} />
  </div>
)

function Nobody({ topic }: { topic: string }) {
  const { rows, state } = useView<GroupRow>(groupsSpec)
  const say = useMemo(
    () =>
      state === 'live'
        ? sayNobody(
            rows.map((row) => row.v),
            topic,
          )
        : undefined,
    [rows, state, topic],
  )
  if (!say) return null
  return (
    <p className="notice tone-warn">
      <span className="notice-text">{say}</span>
      <ButtonLink href="/groups">Groups</ButtonLink>
    </p>
  )
}

function Actions({ request }: { request: RequestRow }) {
  const [busy, setBusy] = useState<string>()
  const act = async (verb: 'cancel' | 'retry', word: string) => {
    setBusy(word)
    const answer = await post(`/api/requests/${encodeURIComponent(request.id)}/${verb}`)
    setBusy(undefined)
    if (!answer.ok) toast({ text: sayProblem(answer.problem), tone: 'bad' })
  }
  const form = formOf(request.system, request.form)
  const subject = subjectOf(request)
  return (
    <div className="flex flex-wrap gap-2">
      {request.state === 'waiting' && (
        <Button busy={busy} onClick={() => act('cancel', 'Cancelling…')}>
          Cancel
        </Button>
      )}
      {(request.state === 'failed' || request.state === 'late' || request.state === 'cancelled') && (
        <Button busy={busy} onClick={() => act('retry', 'Sending again…')}>
          Send again
        </Button>
      )}
      {subject && <ButtonLink href={subject.href}>Open the {subject.noun}</ButtonLink>}
      {form && (
        <ButtonLink href={`/requests/new/${request.system}/${request.form}?from=${encodeURIComponent(request.id)}`}>
          Change and send
        </ButtonLink>
      )}
      <Button
        look="quiet"
        onClick={() => copy(`${window.location.origin}/requests/${encodeURIComponent(request.id)}`, 'Link copied')}
      >
        Copy link
      </Button>
      <Button look="quiet" onClick={() => copy(JSON.stringify(request, null, 2), 'Request copied')}>
        Copy as JSON
      </Button>
    </div>
  )
}
