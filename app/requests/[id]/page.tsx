import { RequestPage } from '#components/request/request-page.tsx'

type Props = { params: Promise<{ id: string }> }

export default async function Page({ params }: Props) {
  const id = decodeURIComponent((await params).id)
  return <RequestPage key={id} id={id} />
}
