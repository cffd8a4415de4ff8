import { type Py, PythonError } from './python-json.ts'

/** A table as pandas makes it of JSON: columns by name, in order. `absent` marks a cell that no record had. */
export type Cell = Py | typeof absent
export const absent: unique symbol = Symbol('absent')
export interface Table {
  columns: Map<string, Cell[]>
}

/** `pandas.DataFrame(data)` for what JSON can hold. Throws `PythonError` with pandas' words. */
export function frameOf(data: Py): Table {
  if (data === null) return { columns: new Map() }
  if (data instanceof Map) return ofColumns(data)
  if (Array.isArray(data)) return ofRows(data)
  throw new PythonError('DataFrame constructor not properly called!')
}

function ofColumns(data: Map<string, Py>): Table {
  if (data.size === 0) return { columns: new Map() }
  const lists = [...data.values()].filter(Array.isArray)
  const dicts = [...data.values()].filter((v) => v instanceof Map)
  if (!lists.length && !dicts.length) throw new PythonError('If using all scalar values, you must pass an index')
  if (new Set(lists.map((list) => list.length)).size > 1) throw new PythonError('All arrays must be of the same length')
  if (lists.length && dicts.length)
    throw new PythonError('Mixing dicts with non-Series may lead to ambiguous ordering.')
  const index = [...new Set(dicts.flatMap((dict) => [...dict.keys()]))]
  const rows = lists[0]?.length ?? index.length
  const column = (value: Py): Cell[] => {
    if (Array.isArray(value)) return value
    if (value instanceof Map) return index.map((key) => (value.has(key) ? value.get(key)! : absent))
    return Array.from({ length: rows }, () => value)
  }
  return { columns: new Map([...data].map(([name, value]) => [name, column(value)])) }
}

function ofRows(data: Py[]): Table {
  const [first] = data
  if (first === undefined) return { columns: new Map() }
  if (first instanceof Map) {
    const odd = data.find((row) => !(row instanceof Map))
    if (odd !== undefined) throw new PythonError(`'${typeName(odd)}' object has no attribute 'keys'`)
    const rows = data as Map<string, Py>[]
    const names = [...new Set(rows.flatMap((row) => [...row.keys()]))]
    return {
      columns: new Map(names.map((name) => [name, rows.map((row) => (row.has(name) ? row.get(name)! : absent))])),
    }
  }
  const width = Array.isArray(first) ? Math.max(...data.map((row) => (Array.isArray(row) ? row.length : 1))) : 1
  const cell = (row: Py, i: number): Cell => (Array.isArray(row) ? (row[i] ?? null) : row)
  return {
    columns: new Map(Array.from({ length: width }, (_, i) => [String(i), data.map((row) => cell(row, i))])),
  }
}

export function typeName(value: Py): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  return Array.isArray(value) ? 'list' : 'dict'
}
