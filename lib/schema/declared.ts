/** Levels of compatibility as Confluent's registry knows them: which older or newer schemas a new one must agree with. */
export const levels = [
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
  'NONE',
] as const
export type Level = (typeof levels)[number]

/** A JSON Schema that a system keeps in a schema registry. */
export interface SchemaDeclared {
  /** Its name in the registry. */
  subject: string
  title: string
  /** Topics (as the contract names them) whose messages it describes. */
  topics: string[]
  /** Which messages on those topics it describes. */
  fits: (message: unknown) => boolean
  schema: Record<string, unknown>
  /** Set when the subject is registered for the first time. */
  level: Level
}

/** Fields that leave as Fernet tokens. */
export interface Sealing {
  /** The setting that holds the keys: one, or several with commas between; the first seals, all open. */
  setting: string
  /** Inputs that are sealed before anything is stored, by form. */
  fields: Record<string, string[]>
}

/** A setting that replaces the beginning of every topic name that begins with `usual`, unless the topic is renamed itself. */
export interface TopicPrefix {
  env: string
  usual: string
}
