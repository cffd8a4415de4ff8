import Link from 'next/link'
import { Fragment } from 'react'
import { systemOf } from '#lib/systems/index.ts'

/** The schemas that a topic's contract keeps in the registry. */
export function SchemaLinks({ system, topic }: { system: string; topic: string }) {
  const subjects = (systemOf(system)?.schemas ?? []).filter((one) => one.topics.includes(topic))
  if (subjects.length === 0) return null
  return (
    <>
      , {subjects.length === 1 ? 'schema' : 'schemas'}{' '}
      {subjects.map(({ subject }, i) => (
        <Fragment key={subject}>
          {i > 0 && ' and '}
          <Link className="link mono" href={`/schemas/${encodeURIComponent(subject)}`}>
            {subject}
          </Link>
        </Fragment>
      ))}
    </>
  )
}
