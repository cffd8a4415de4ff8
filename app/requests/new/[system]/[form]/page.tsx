import { notFound } from 'next/navigation'
import { NewRequestPage } from '#components/request/new-request-page.tsx'
import { formOf } from '#lib/systems/index.ts'

type Props = { params: Promise<{ system: string; form: string }> }

export default async function Page({ params }: Props) {
  const { system, form } = await params
  if (!formOf(system, form)) notFound()
  return <NewRequestPage key={`${system}/${form}`} system={system} form={form} />
}
