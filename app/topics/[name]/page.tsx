import type { Metadata } from 'next'
import { TopicPage } from '#components/topic/topic-page.tsx'

type Props = { params: Promise<{ name: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `${decodeURIComponent((await params).name)} · Milena`,
})

export default async function Page({ params }: Props) {
  const name = decodeURIComponent((await params).name)
  return <TopicPage key={name} name={name} />
}
