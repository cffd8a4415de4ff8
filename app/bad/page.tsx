import { BadPage } from '#components/topic/bad-page.tsx'

export default function Page() {
  return <BadPage />
}
