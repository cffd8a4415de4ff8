import { PageHead } from '#components/shell/page-head.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Empty } from '#components/ui/empty.tsx'

export default function NotFound() {
  return (
    <>
      <PageHead title="Nothing is here" />
      <section className="panel">
        <Empty title="No page has this address" action={<ButtonLink href="/">Overview</ButtonLink>}>
          The system, topic or request may have another name. Ctrl or ⌘ with K finds what there is.
        </Empty>
      </section>
    </>
  )
}
