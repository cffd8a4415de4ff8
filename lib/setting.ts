/** A setting that a system reads from the environment. */
export interface Setting {
  env: string
  title: string
  default?: string
  /** A password or token: named in the table, its value never shown. */
  secret?: true
  /** Names a consumer group: set, it stands in `groups` instead of its default. */
  group?: true
}
