import { notFound } from 'next/navigation'
import { SchemaPage } from '#components/schema/schema-page.tsx'
import { decodePart } from '../../decode.ts'

type Props = { params: Promise<{ subject: string }> }

export default async function Page({ params }: Props) {
  const subject = decodePart((await params).subject)
  if (subject === null) notFound()
  return <SchemaPage key={subject} subject={subject} />
}
