'use client'
import { PageHead } from '#components/shell/page-head.tsx'
import { useReload } from '#components/shell/use-reload.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { copy } from '#components/ui/copy.tsx'

/** A fault of ours in drawing a page: the rest of the console goes on. */
export default function Broken({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const reloads = useReload(error)
  return (
    <>
      <PageHead title="This page could not be drawn" />
      <section className="panel">
        <div className="empty" role="alert">
          <strong>
            {reloads ? 'A part of the page could not be fetched' : 'That is a fault of the console, not of your data'}
          </strong>
          <p>
            {reloads
              ? 'The page is loaded again as soon as the console answers.'
              : 'Nothing was lost: records are read on, requests go their way, alerts fire.'}
          </p>
          <p className="mono break-all">{error.message}</p>
          <div className="flex flex-wrap justify-center gap-2 pt-2">
            <Button look="primary" onClick={reloads ? () => window.location.reload() : reset}>
              Draw it again
            </Button>
            <Button
              onClick={() =>
                copy(
                  `${error.message}\n${error.digest ?? ''}\n${error.stack ?? ''}\n${location.href}`,
                  'Details copied',
                )
              }
            >
              Copy details
            </Button>
            <ButtonLink href="/">Overview</ButtonLink>
          </div>
        </div>
      </section>
    </>
  )
}
