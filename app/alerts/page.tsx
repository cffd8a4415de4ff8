import { Alerts } from '#components/alert/alerts.tsx'

export default function Page() {
  return <Alerts />
}
