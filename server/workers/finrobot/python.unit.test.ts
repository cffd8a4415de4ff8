import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { parseJson } from '#lib/feed/parse.ts'
import { failureOf } from '#lib/systems/finrobot.ts'
import { loads } from './python-json.ts'
import { float32, str } from './python-text.ts'
import { failure, success } from './reply.ts'
import { readRequest } from './request.ts'
import { responseOf } from './schema.ts'

interface Case {
  value: string
  texts?: string[]
  wrong?: string
  refused?: string
}
const oracle = JSON.parse(readFileSync(join(import.meta.dirname, 'oracle/cases.json'), 'utf8')) as {
  cases: Case[]
  outputs: { kind: string; response?: string; refused?: string }[]
}

for (const { value, texts, wrong, refused } of oracle.cases)
  test(`a request ${JSON.stringify(value)} is read as json, pandas and pandera read it`, () => {
    const read = readRequest(Buffer.from(value, 'latin1'))
    if (texts) assert.deepEqual(read, { ok: true, texts })
    else assert.deepEqual(read, { ok: false, at: wrong ? 'envelope' : 'schema', error: wrong ?? refused })
  })

test('a deletion is no request, in Python’s words', () => {
  assert.deepEqual(readRequest(null), {
    ok: false,
    at: 'envelope',
    error: "Error during prediction processing: 'NoneType' object has no attribute 'decode'",
  })
})

test('a request nested too deep for Python is refused like there, and does not end us', () => {
  const read = readRequest(Buffer.from(`{"input_data": ${'['.repeat(50_000)}`))
  assert.equal(read.ok, false)
  assert.match((read as { error: string }).error, /^Error during prediction processing: maximum recursion depth/)
})

test('a model that gave nothing is refused as the outputs’ schema does', () => {
  const [, none, nan] = oracle.outputs
  assert.throws(() => responseOf(null), { message: none!.refused! })
  assert.throws(() => responseOf(Number.NaN), { message: nan!.refused! })
  assert.equal(responseOf('Buy'), 'Buy')
  assert.equal(responseOf(loads('["Buy", "it\'s"]')), `['Buy', "it's"]`)
  assert.equal(responseOf(loads('[{"label": 0.5, "n": 2}]')), "[{'label': 0.5, 'n': 2}]")
  assert.equal(str(float32(Math.fround(0.1))), '0.1')
})

test('the console tells every documented failure apart', () => {
  const kind = (value: string): string | undefined => {
    const read = readRequest(Buffer.from(value))
    const reply = parseJson(Buffer.from(read.ok ? success('x') : failure(read.at, read.error)))
    assert.ok(reply.ok)
    assert.deepEqual(Object.keys(reply.value as object), ['inference', 'quality', 'error'])
    return failureOf(reply.value as never)
  }
  assert.equal(kind('{"input_data": {"input": ["a"]}}'), undefined)
  assert.equal(kind('no json'), 'not JSON')
  assert.equal(kind('{"inputs": 1}'), 'no input_data')
  assert.equal(kind('[1]'), 'wrong envelope')
  assert.equal(kind('{"input_data": {"input": "a"}}'), 'a single value')
  assert.equal(kind('{"input_data": {"text": ["a"]}}'), 'wrong columns')
  assert.equal(kind('{"input_data": {}}'), 'wrong columns')
  assert.equal(kind('{"input_data": {"input": ["a"], "b": ["c", "d"]}}'), 'not a table')
  assert.equal(kind('{"input_data": 5}'), 'not a table')
  assert.equal(kind('{"input_data": {"input": ["a", null]}}'), 'an empty input')
  assert.equal(
    failureOf({ inference: 0, quality: 0, error: oracle.outputs[1]!.refused! }),
    'the model gave no response',
  )
})

test('replies are written byte for byte as the service writes them', () => {
  assert.equal(
    success('Margins look stable'),
    '{"inference": [["Margins look stable", {"timestamp": "2025-01-15T12:00:00Z", "model_version": "v1.0.0"}]], "quality": 1, "error": null}',
  )
  assert.equal(failure('envelope', "'x'"), `{"inference": [0.0], "quality": 0.0, "error": "'x'"}`)
  assert.equal(failure('model', 'no'), '{"inference": 0, "quality": 0, "error": "no"}')
})
