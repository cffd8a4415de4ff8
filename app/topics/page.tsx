import { TopicsPage } from '#components/topic/topics-page.tsx'

export default function Page() {
  return <TopicsPage />
}
