import type { Metadata } from 'next'
import { RequestsPage } from '#components/request/requests-page.tsx'

export const metadata: Metadata = { title: 'Requests · Milena' }

export default function Page() {
  return <RequestsPage />
}
