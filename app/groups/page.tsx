import { GroupsPage } from '#components/topic/groups-page.tsx'

export default function Page() {
  return <GroupsPage />
}
