import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { allTopics, boardOf, formOf, systemOf, systems, topicOf } from './index.ts'

const unique = (what: string, list: string[]) => assert.deepEqual(list, [...new Set(list)], `${what} are not unique`)

describe('the registry of systems', () => {
  it('holds every system file, under its own name', () => {
    const files = readdirSync(import.meta.dirname).filter(
      (f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && f !== 'index.ts',
    )
    assert.deepEqual(systems.map((s) => `${s.id}.ts`).sort(), files.sort())
  })

  it('gives everything a name of its own', () => {
    unique(
      'systems',
      systems.map((s) => s.id),
    )
    unique(
      'topics',
      allTopics().map((t) => t.name),
    )
    unique(
      'rules',
      systems.flatMap((s) => (s.alerts ?? []).map((a) => a.id)),
    )
    unique(
      'topic variables',
      allTopics().flatMap((t) => t.env ?? []),
    )
    for (const s of systems) {
      assert.match(s.id, /^[a-z][a-z0-9-]*$/)
      for (const [what, list] of Object.entries({
        boards: s.boards,
        measures: s.measures,
        forms: s.forms,
        panels: s.panels,
      }))
        unique(
          `${s.id} ${what}`,
          (list ?? []).map((item) => item.id),
        )
      unique(`${s.id} groups`, s.groups ?? [])
      unique(
        `${s.id} settings`,
        (s.settings ?? []).map((x) => x.env),
      )
      for (const t of s.topics)
        unique(
          `${t.name} columns`,
          t.columns.map((c) => c.id),
        )
      for (const b of s.boards ?? [])
        unique(
          `${b.id} columns`,
          b.columns.map((c) => c.id),
        )
    }
  })

  it('finds what it is asked for, and nothing else', () => {
    assert.equal(systemOf('tda')?.title, 'TDA')
    assert.equal(topicOf('tda_jobs')?.system.id, 'tda')
    assert.equal(boardOf('delinquency', 'customers')?.noun, 'customer')
    assert.equal(formOf('rtfm', 'ask')?.verb, 'Ask')
    for (const missing of [systemOf('nope'), topicOf('nope'), boardOf('tda', 'nope'), formOf('nope', 'ask')])
      assert.equal(missing, undefined)
  })
})

describe('every system', () => {
  for (const s of systems) {
    const has = {
      topic: (name: string) =>
        assert.ok(
          s.topics.some((t) => t.name === name),
          `${s.id} has no topic ${name}`,
        ),
      board: (name: string) => assert.ok(boardOf(s.id, name), `${s.id} has no board ${name}`),
      measure: (name: string) =>
        assert.ok(
          s.measures?.some((m) => m.id === name),
          `${s.id} has no measure ${name}`,
        ),
    }

    it(`${s.id} only refers to what it declares`, () => {
      for (const b of s.boards ?? []) {
        has.topic(b.topic)
        for (const join of b.joins ?? []) has.topic(join.topic)
        for (const sort of Object.keys(b.sorts ?? {}))
          assert.ok(
            b.columns.some((c) => c.id === sort),
            `${b.id} sorts by ${sort}, which is no column`,
          )
      }
      for (const m of s.measures ?? []) {
        has.topic(m.topic)
        if (m.bins)
          assert.deepEqual(
            m.bins,
            [...m.bins].sort((a, b) => a - b),
          )
      }
      for (const f of s.forms ?? []) {
        if (f.door.kind === 'topic') has.topic(f.door.topic)
        else
          assert.ok(
            s.settings?.find((x) => x.env === (f.door as { service: string }).service)?.default,
            `${f.id} has no address`,
          )
        if (f.reply) has.topic(f.reply.topic)
        if (f.reply?.also) has.topic(f.reply.also.topic)
      }
      for (const a of s.alerts ?? []) {
        if ('topic' in a) has.topic(a.topic)
        if (a.kind === 'lag')
          for (const group of a.groups) assert.ok(s.groups?.includes(group), `${a.id}: no group ${group}`)
        assert.ok(a.id.startsWith(`${s.id}-`), `${a.id} does not name its system`)
        assert.match(a.help, /^[A-Z].*\.$/)
      }
      if (s.entity) {
        has.board(s.entity.board)
        for (const t of s.entity.topics) has.topic(t.topic)
      }
      for (const p of s.panels ?? []) {
        if (p.kind === 'board') has.board(p.board)
        if (p.kind === 'histogram') has.measure(p.measure)
        if (p.kind === 'series') p.measures.forEach(has.measure)
        if (p.kind === 'tail') has.topic(p.topic)
        if (p.kind === 'kpis')
          for (const k of p.items) {
            if ('board' in k) has.board(k.board)
            if ('measure' in k) has.measure(k.measure)
            if ('topic' in k) has.topic(k.topic)
            if (k.from === 'board-level')
              assert.ok(
                boardOf(s.id, k.board)?.levels?.some((l) => l.id === k.level),
                `no level ${k.level}`,
              )
          }
      }
    })

    it(`${s.id} says when its workers fall behind, if it names their groups`, () => {
      assert.ok(!s.groups?.length || s.alerts?.some((rule) => rule.kind === 'lag'), 'no alert rule of kind lag')
    })

    it(`${s.id} can be used by a person: it shows something, and something stays on a phone`, () => {
      for (const part of ['panels', 'alerts', 'forms'] as const) assert.ok(s[part]?.length, `it has no ${part}`)
      for (const { name, columns } of [...s.topics, ...(s.boards ?? []).map((b) => ({ ...b, name: b.id }))])
        assert.ok(columns.filter((c) => c.priority === 1).length >= 1, `${name} is empty at 320 px`)
      for (const t of s.topics)
        assert.ok(t.settings.partitions >= 1 && t.settings.replication >= 1 && t.settings.config['cleanup.policy'])
    })
  }
})
