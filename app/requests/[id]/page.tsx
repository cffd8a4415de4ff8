import { notFound } from 'next/navigation'
import { RequestPage } from '#components/request/request-page.tsx'
import { decodePart } from '../../decode.ts'

type Props = { params: Promise<{ id: string }> }

export default async function Page({ params }: Props) {
  const id = decodePart((await params).id)
  if (id === null) notFound()
  return <RequestPage key={id} id={id} />
}
