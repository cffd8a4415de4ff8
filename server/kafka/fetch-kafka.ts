import { fetchByMaven } from '#server/start/maven.ts'

/** Puts Apache Kafka's jars into `<dir>/lib`, once per content of the pom. Rejects with `Remedy` when Java or Maven is missing or the download fails. */
export const fetchKafka = ({ dir, say }: { dir: string; say: (line: string) => void }): Promise<void> =>
  fetchByMaven({
    what: 'Apache Kafka 4',
    pom: 'server/kafka/embedded/pom.xml',
    goal: 'copy-dependencies',
    notice: 'Kafka: fetching Apache Kafka 4.1 by Maven (about 90 MB, once)…',
    instead: 'set KAFKA_BOOTSTRAP_SERVERS to use a Kafka you have',
    dir,
    say,
  })
