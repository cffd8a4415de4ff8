/** What a list of points may be. */
export interface PointLimits {
  least: number
  most: number
  /** Coordinates of a point. */
  dimensions: number
}
export type ReadPoints = { ok: true; points: number[][]; heads: string[] | null } | { ok: false; error: string }

const plain = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
const withComma = /^[-+]?\d*,\d+(e[-+]?\d+)?$/i
const shown = (text: string) => (text.length > 24 ? `${text.slice(0, 24)}…` : text)

/**
 * Points from CSV text: commas, semicolons, tabs or spaces between the numbers, an optional first line of names, decimal commas where
 * semicolons or tabs separate. The first mistake is told with its line and column, counted as a text editor counts.
 */
export function readPoints(text: string, { least, most, dimensions }: PointLimits): ReadPoints {
  const lines = text.replace(/^﻿/, '').split(/\r\n|\n|\r/)
  const first = lines.find((line) => line.trim() !== '')
  if (first === undefined) return wrong('there is nothing in it: one point a line, for example 0.12, 0.98')
  const mark = first.includes(';') ? ';' : first.includes('\t') ? '\t' : first.includes(',') ? ',' : ' '
  const points: number[][] = []
  let heads: string[] | null = null
  let width: { is: number; line: number } | null = null
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const cells = cut(line, mark)
    const numbers = cells.map((cell) => toNumber(cell, mark))
    if (
      points.length === 0 &&
      heads === null &&
      numbers.every((n) => n === null) &&
      cells.some((cell) => cell !== '')
    ) {
      heads = cells
      continue
    }
    const bad = numbers.indexOf(null)
    if (bad >= 0) {
      const cell = cells[bad] ?? ''
      return wrong(
        `line ${at + 1}, column ${bad + 1}: ${cell === '' ? 'is empty' : `“${shown(cell)}” is not a number`}`,
      )
    }
    width ??= { is: cells.length, line: at + 1 }
    if (cells.length !== width.is)
      return wrong(
        `line ${at + 1} has ${many(cells.length)}, line ${width.line} has ${width.is}: all points need as many`,
      )
    if (cells.length > dimensions)
      return wrong(`line ${at + 1} has ${cells.length} numbers, at most ${dimensions} are taken`)
    points.push(numbers as number[])
    if (points.length > most) return wrong(`there are more than ${most.toLocaleString('en')} points: leave some out`)
  }
  if (points.length === 0) return wrong('there are names in the first line and no points below it')
  if (points.length < least)
    return wrong(
      `there ${points.length === 1 ? 'is 1 point' : `are ${points.length} points`}: at least ${least} are needed`,
    )
  return { ok: true, points, heads }
}

const many = (n: number) => `${n} ${n === 1 ? 'number' : 'numbers'}`
const wrong = (error: string): ReadPoints => ({ ok: false, error })

function cut(line: string, mark: string): string[] {
  const parts = mark === ' ' ? line.trim().split(/\s+/) : line.split(mark)
  // A separator at the end of every line is what some programs write.
  if (parts.length > 1 && parts.at(-1)?.trim() === '' && mark !== ' ') parts.pop()
  return parts.map((part) =>
    part
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
}

function toNumber(cell: string, mark: string): number | null {
  const text = mark !== ',' && withComma.test(cell) ? cell.replace(',', '.') : cell
  if (!plain.test(text)) return null
  const n = Number(text)
  return Number.isFinite(n) ? n : null
}

/** As they stand in a text field: one a line. */
export const writePoints = (points: readonly (readonly number[])[]): string =>
  points.map((point) => point.join(', ')).join('\n')
