import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systems } from '#lib/systems/index.ts'
import { crumbs, kafkaPages, pages, systemPages } from './places.ts'

test('every page has its own two keys', () => {
  const keys = [...pages, ...kafkaPages, ...systemPages].map((page) => page.keys)
  assert.equal(new Set(keys).size, keys.length)
  assert.equal(systemPages.length, systems.length)
})
test('the breadcrumb names the system, the topic and the key', () => {
  const system = systems[0]!
  assert.deepEqual(
    crumbs(`/systems/${system.id}/c%201`).map((c) => c.title),
    [system.title, 'c 1'],
  )
  const topic = system.topics[0]!
  assert.deepEqual(
    crumbs(`/topics/${topic.name}`).map((c) => c.title),
    ['Topics', topic.title],
  )
  assert.deepEqual(
    crumbs('/').map((c) => c.title),
    ['Overview'],
  )
  assert.deepEqual(
    crumbs('/%E0%A4%A').map((c) => c.title),
    ['%E0%A4%A'],
  )
})
