import { notFound } from 'next/navigation'
import { TopicPage } from '#components/topic/topic-page.tsx'
import { decodePart } from '../../decode.ts'

type Props = { params: Promise<{ name: string }> }

export default async function Page({ params }: Props) {
  const name = decodePart((await params).name)
  if (name === null) notFound()
  return <TopicPage key={name} name={name} />
}
