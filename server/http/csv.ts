export type CsvValue = string | number | boolean | null | undefined

/** RFC 4180 with CRLF, and a byte order mark so that spreadsheets read it as UTF-8. */
export function toCsv(header: string[], rows: CsvValue[][]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/**
 * Text that a spreadsheet would run as a formula gets a quote before it: a message's text is a stranger's text.
 * Numbers stay numbers, also negative ones.
 */
function cell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^\s*[=+\-@\t\r\n|%]/.test(value) ? `'${value}` : value
  return /[",\r\n\t;]/.test(safe) || safe !== value || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
