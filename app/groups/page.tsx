import type { Metadata } from 'next'
import { GroupsPage } from '#components/topic/groups-page.tsx'

export const metadata: Metadata = { title: 'Groups · Milena' }

export default function Page() {
  return <GroupsPage />
}
