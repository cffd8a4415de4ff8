import type { Metadata } from 'next'
import { BadPage } from '#components/topic/bad-page.tsx'

export const metadata: Metadata = { title: 'Bad records · Milena' }

export default function Page() {
  return <BadPage />
}
