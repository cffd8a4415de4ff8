import type { ViewSpec } from '../protocol.ts'

/** Rows a list view holds when the spec does not say: the same on the server and in the browser, so that both cut at the same row. */
const rowsShown = 200
const rowsOfEntity = 500

/** How many rows a view holds at most. */
export const capOf = (spec: ViewSpec): number =>
  'limit' in spec && spec.limit ? spec.limit : spec.kind === 'entity' ? rowsOfEntity : rowsShown
