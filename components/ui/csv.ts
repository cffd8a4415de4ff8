export interface Sheet {
  /** File name without ending. */
  name: string
  heads: string[]
  rows: (string | number | null | undefined)[][]
}

/** RFC 4180; a leading = + - @ in text is quoted with ' so that a spreadsheet does not run it. */
export function csv({ heads, rows }: Sheet): string {
  const cell = (value: string | number | null | undefined): string => {
    if (value === null || value === undefined) return ''
    if (typeof value === 'number') return String(value)
    const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}

/** Hands the sheet to the browser as a file. */
export function download(sheet: Sheet): void {
  const url = URL.createObjectURL(new Blob([csv(sheet)], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${sheet.name}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
