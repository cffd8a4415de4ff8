import type { Metadata } from 'next'
import { TopicsPage } from '#components/topic/topics-page.tsx'

export const metadata: Metadata = { title: 'Topics · Milena' }

export default function Page() {
  return <TopicsPage />
}
