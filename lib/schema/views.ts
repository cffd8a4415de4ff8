/** What the `schemas` and `schema` views and their HTTP routes carry. Times are epoch ms. */

export interface RegistryState {
  state: 'connecting' | 'up' | 'down'
  since: number
  /** Without user and password. */
  url: string
  /** Started by `npm start`: the contracts' schemas are registered by themselves. */
  embedded: boolean
  /** Somebody asked for it by SCHEMA_REGISTRY_URL (or it is embedded): when it is not there, that is trouble. */
  expected: boolean
  cause?: string
  remedy?: string
}

/** `none`: no contract names the subject. `same`: registered as the contract has it. `drifted`: another schema, which ours could follow. `incompatible`: ours could not follow. `unknown`: not asked yet. */
export type SchemaVerdict = 'same' | 'drifted' | 'incompatible' | 'missing' | 'none' | 'unknown'

/** `schemas` rows; `k` is the subject. */
export interface SchemaRow {
  subject: string
  title: string | null
  system: string | null
  /** Topics by their names on the cluster. */
  topics: string[]
  /** Of the newest version; null while it is missing or not read yet. */
  version: number | null
  id: number | null
  type: string | null
  level: string | null
  verdict: SchemaVerdict
  /** Why, in the registry's words. */
  reasons: string[]
  /** The contract's schema is this older version: registering it again would change nothing. */
  behind?: number
  /** Why messages cannot be checked against it before they leave, where that is so. */
  unchecked?: string
}

export interface SchemasData {
  registry: RegistryState
  /** When the registry last answered; 0 = never. */
  at: number
  /** Subjects beyond those listed. */
  more: number
}

/** `schema` value. */
export interface SchemaDetail {
  registry: RegistryState
  at: number
  row: SchemaRow
  versions: number[]
  /** The newest version as text. */
  schema: string | null
  /** The contract's schema as text, and the level it asks for. */
  contract: { schema: string; level: string } | null
}

export interface SchemaVersion {
  subject: string
  version: number
  id: number
  type: string
  schema: string
}
