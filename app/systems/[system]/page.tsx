import { notFound } from 'next/navigation'
import { SystemPage } from '#components/panels/system-page.tsx'
import { systemOf } from '#lib/systems/index.ts'

type Props = { params: Promise<{ system: string }> }

export default async function Page({ params }: Props) {
  const { system } = await params
  if (!systemOf(system)) notFound()
  return <SystemPage key={system} id={system} />
}
