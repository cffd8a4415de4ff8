import { TopicPage } from '#components/topic/topic-page.tsx'

type Props = { params: Promise<{ name: string }> }

export default async function Page({ params }: Props) {
  const name = decodeURIComponent((await params).name)
  return <TopicPage key={name} name={name} />
}
