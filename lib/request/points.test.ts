import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPoints, writePoints } from './points.ts'

const limits = { least: 2, most: 5, dimensions: 3 }
const error = (text: string) => {
  const read = readPoints(text, limits)
  return read.ok ? 'read' : read.error
}

describe('a file of points', () => {
  it('is read however a spreadsheet wrote it', () => {
    const same = [
      [0.5, -1],
      [2, 30],
    ]
    for (const text of [
      '0.5,-1\n2,30',
      '﻿x,y\r\n0.5, -1\r\n\r\n2,3e1\r\n',
      '0,5;-1\n2;30;\n',
      '0.5\t-1\n2\t30',
      '  0.5   -1\n2 30',
      '"x","y"\n"0.5","-1"\n"2","30"',
    ]) {
      const read = readPoints(text, limits)
      assert.deepEqual(read.ok && read.points, same, text)
    }
    assert.deepEqual(readPoints(writePoints(same), limits), { ok: true, points: same, heads: null })
  })

  it('names the line and the column of the first mistake', () => {
    assert.equal(error('x,y\n1,2\n\n3,four'), 'line 4, column 2: “four” is not a number')
    assert.equal(error('1,2\n3,\n,4'), 'line 2 has 1 number, line 1 has 2: all points need as many')
    assert.equal(error('1,2\n,4'), 'line 2, column 1: is empty')
    assert.equal(error('1,2\n3,NaN'), 'line 2, column 2: “NaN” is not a number')
    assert.equal(error('1,1e999'), 'line 1, column 2: “1e999” is not a number')
    assert.equal(error('1,2,3,4'), 'line 1 has 4 numbers, at most 3 are taken')
    assert.match(error('1\n2\n3\n4\n5\n6'), /more than 5 points/)
    assert.match(error(' \n'), /nothing in it/)
    assert.match(error('x,y\n'), /no points/)
    assert.equal(error('x,y\n1,2\n'), 'there is 1 point: at least 2 are needed')
  })
})
