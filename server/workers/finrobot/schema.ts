import { absent, type Cell, type Table } from './frame.ts'
import { type Py, PythonError } from './python-json.ts'
import { float, str } from './python-text.ts'

const isNull = (cell: Cell): boolean => cell === null || cell === absent || Number.isNaN(cell)

/** `InputsSchema.validate`: one column `input` of texts; numbers and objects become theirs. Throws `PythonError` with pandera's report. */
export function inputsOf(table: Table): string[] {
  const extra = [...table.columns.keys()].filter((name) => name !== 'input')
  if (extra.length) throw new PythonError(report(extra))
  const column = table.columns.get('input')
  if (!column) throw new PythonError("column 'input' not in dataframe. Columns in dataframe: []")
  // A column of numbers is one of floats as soon as one of them is, or one is missing.
  const numeric = column.every((cell) => typeof cell === 'bigint' || typeof cell === 'number' || isNull(cell))
  const floats = numeric && column.some((cell) => typeof cell === 'number' || cell === absent)
  const nulls = column.flatMap((cell, i) => (isNull(cell) ? [i] : []))
  if (nulls.length) {
    const asNumbers = numeric && column.some((cell) => !isNull(cell))
    const rows = nulls.map((i): [number, string] => [i, column[i] === null && !asNumbers ? 'None' : 'NaN'])
    throw new PythonError(nullReport('input', rows))
  }
  return column.map((cell) => (floats && typeof cell === 'bigint' ? float(Number(cell)) : str(cell as Py)))
}

/** `OutputsSchema.validate` of a whole prediction: its text. Throws `PythonError` when the model gave nothing. */
export function responseOf(prediction: Py): string {
  if (prediction === null || Number.isNaN(prediction))
    throw new PythonError(nullReport('response', [[0, prediction === null ? 'None' : 'NaN']]))
  return str(prediction)
}

function report(extra: string[]): string {
  const schema = 'InputsSchema'
  const cases = extra.map((name) => ({
    schema,
    column: schema,
    check: 'column_in_schema',
    error: `column '${name}' not in DataFrameSchema {'input': <Schema Column(name=input, type=DataType(str))>}`,
  }))
  const text = JSON.stringify({ SCHEMA: { COLUMN_NOT_IN_SCHEMA: cases } }, null, 4)
  // As Python's json writes it: nothing but ASCII.
  return text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Rows pandas prints of a series; of a longer one the first and last five. */
const printed = 60

function nullReport(name: string, rows: [number, string][]): string {
  const wide = String(rows.at(-1)![0]).length
  const long = Math.max(...rows.map(([, value]) => value.length))
  const line = ([i, value]: [number, string]) => `${String(i).padEnd(wide)}    ${value.padStart(long)}`
  const cut = rows.length > printed
  const lines = cut
    ? [...rows.slice(0, 5).map(line), `${' '.repeat(wide)}    ${'...'.padStart(long)} `, ...rows.slice(-5).map(line)]
    : rows.map(line)
  const length = cut ? `Length: ${rows.length}, ` : ''
  return `non-nullable series '${name}' contains null values:\n${lines.join('\n')}\nName: ${name}, ${length}dtype: object`
}
