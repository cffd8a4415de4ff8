export interface Span {
  from: number
  to: number
}

/** The rows to draw: those in sight and `spare` on either side, in steps of `spare` so that a small scroll draws nothing new. */
export function visible(
  scrollTop: number,
  height: number,
  row: { height: number; count: number; spare: number },
): Span {
  const first = Math.floor(scrollTop / row.height)
  const last = Math.ceil((scrollTop + height) / row.height)
  const from = Math.max(0, Math.floor(first / row.spare) * row.spare - row.spare)
  const to = Math.min(row.count, Math.ceil(last / row.spare) * row.spare + row.spare)
  return { from: Math.min(from, row.count), to }
}

/** Where to scroll so that a row is in sight below a head of `head` px; the same place when it already is. */
export function reveal(index: number, scrollTop: number, box: { height: number; row: number; head: number }): number {
  const top = index * box.row
  const room = box.height - box.head
  if (top < scrollTop) return top
  return top + box.row > scrollTop + room ? top + box.row - room : scrollTop
}
