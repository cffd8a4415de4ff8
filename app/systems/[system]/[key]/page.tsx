import { notFound } from 'next/navigation'
import { EntityPage } from '#components/entity/entity-page.tsx'
import { systemOf } from '#lib/systems/index.ts'
import { decodePart } from '../../../decode.ts'

type Props = { params: Promise<{ system: string; key: string }> }

export default async function Page({ params }: Props) {
  const { system, key: raw } = await params
  const key = decodePart(raw)
  if (key === null || !systemOf(system)?.entity) notFound()
  return <EntityPage key={`${system}/${key}`} system={system} entityKey={key} />
}
