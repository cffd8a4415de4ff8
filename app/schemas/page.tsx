import { SchemasPage } from '#components/schema/schemas-page.tsx'

export default function Page() {
  return <SchemasPage />
}
