import { fetchByMaven } from '#server/start/maven.ts'

/** Puts Apicurio Registry into `<dir>/lib`, once per content of the pom. Rejects with `Remedy` when Java or Maven is missing or the download fails. */
export const fetchRegistry = ({ dir, say }: { dir: string; say: (line: string) => void }): Promise<void> =>
  fetchByMaven({
    what: 'Apicurio Registry',
    pom: 'server/schema/embedded/pom.xml',
    goal: 'unpack-dependencies',
    notice: 'Schema registry: fetching Apicurio by Maven (about 140 MB, once, in the background)…',
    instead: 'set SCHEMA_REGISTRY_URL to use a registry you have, or MILENA_REGISTRY=off to do without',
    dir,
    say,
  })
