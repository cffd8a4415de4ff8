import { RequestsPage } from '#components/request/requests-page.tsx'

export default function Page() {
  return <RequestsPage />
}
