'use client'
import Link from 'next/link'
import { formOf, systemOf } from '#lib/systems/index.ts'
import '#components/panels/panels.css'
import { PageHead } from '#components/shell/page-head.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Empty, Trouble, Waiting } from '#components/ui/empty.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Age } from '#components/ui/time.tsx'
import { RequestBody } from './request-body.tsx'
import { RequestState } from './request-state.tsx'
import { useRequest } from './use-request.ts'
import './request.css'

/** One request by its permanent link: the road it took and what came back, live until it is done. */
export function RequestPage({ id }: { id: string }) {
  const view = useRequest(id)
  const request = view.data
  if (!request)
    return (
      <div className="page">
        <PageHead title="Request" line={<span className="mono break-all">{id}</span>} />
        <section className="panel">
          {view.error ? (
            <Trouble
              title="This request cannot be shown"
              cause={view.error}
              remedy={
                <Link className="link" href="/requests">
                  All requests
                </Link>
              }
            />
          ) : view.state === 'loading' ? (
            <Waiting text="Asking for the request…" />
          ) : (
            <Empty title="No such request" action={<ButtonLink href="/requests">All requests</ButtonLink>}>
              It may have been made on another console, or long ago.
            </Empty>
          )}
        </section>
      </div>
    )
  return (
    <div className="page">
      <PageHead
        title={request.title || formOf(request.system, request.form)?.title || 'Request'}
        line={
          <span className="system-line" aria-live="polite">
            <RequestState request={request} />
            <span>{request.say}</span>
            <span>
              <Link className="link" href={`/systems/${request.system}`}>
                {systemOf(request.system)?.title ?? request.system}
              </Link>
              , asked <Age t={request.at} ago />
            </span>
          </span>
        }
      />
      <Panel id="road" title="Its road" state={view.state === 'stale' ? 'stale' : 'live'}>
        <div className="p-3.5">
          <RequestBody request={request} />
        </div>
      </Panel>
    </div>
  )
}
