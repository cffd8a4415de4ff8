import { systems } from '#lib/systems/index.ts'
import { ConfigError, readConfig } from '#server/config.ts'
import { createRegistryClient } from './client.ts'
import { textOf } from './subjects.ts'

/** `npm run schemas`: registers the contracts' schemas at SCHEMA_REGISTRY_URL; what is registered already stays. Exit 1 when one could not be. */
async function registerSchemas(): Promise<number> {
  const client = createRegistryClient(readConfig().registry.url)
  let wrong = 0
  for (const declared of systems.flatMap((system) => system.schemas ?? [])) {
    const { subject, level } = declared
    const before = await client.version(subject, 'latest')
    const made =
      before.ok || before.failure.kind === 'missing'
        ? await client.register(subject, { schema: textOf(declared), type: 'JSON' })
        : before
    if (!made.ok) {
      console.error(`${subject}: ${made.failure.cause}. To do: ${made.failure.remedy}.`)
      if (made.failure.kind === 'down' || made.failure.kind === 'foreign') return 1
      wrong++
      continue
    }
    if (before.ok) {
      const kept = made.value === before.value.id
      console.log(
        `${subject}: ${kept ? `is there as version ${before.value.version}` : 'a new version was registered'}`,
      )
      continue
    }
    const set = await client.setLevel(subject, level)
    console.log(
      `${subject}: registered${set.ok ? `, level ${set.value}` : `; its level is not set: ${set.failure.cause}`}`,
    )
    if (!set.ok) wrong++
  }
  return wrong > 0 ? 1 : 0
}

try {
  process.exitCode = await registerSchemas()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
