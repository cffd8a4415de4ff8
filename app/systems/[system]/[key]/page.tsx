import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EntityPage } from '#components/entity/entity-page.tsx'
import { systemOf } from '#lib/systems/index.ts'

type Props = { params: Promise<{ system: string; key: string }> }

const read = async (params: Props['params']) => {
  const { system, key } = await params
  return { system, key: decodeURIComponent(key) }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { system, key } = await read(params)
  return { title: `${systemOf(system)?.entity?.noun ?? ''} ${key} · Milena`.trim() }
}

export default async function Page({ params }: Props) {
  const { system, key } = await read(params)
  if (!systemOf(system)?.entity) notFound()
  return <EntityPage key={`${system}/${key}`} system={system} entityKey={key} />
}
