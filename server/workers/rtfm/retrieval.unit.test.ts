import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { canned, longestReply } from '#lib/rtfm/canned.ts'
import { questionIn } from '#lib/rtfm/trigger.ts'
import { createAnswerer } from './answer.ts'
import type { Said } from './archive.ts'
import { createChat } from './chat/chat.ts'
import { questions } from './chat/questions.ts'
import { excerpt } from './extract.ts'
import { openFullText } from './full-text.ts'
import { leastConfidence, mostSources, sourcesFor } from './rank.ts'
import { termsOf } from './terms.ts'

let ids = 0
export const said = (content: string, more: Partial<Said> = {}): Said => {
  const id = ++ids
  return {
    ...{
      message_id: `9${String(id).padStart(18, '0')}`,
      content,
      username: 'ana',
      channel_id: '1',
      channel: 'general',
    },
    ...{ at: 1_763_000_000_000 + id * 1000, partition: 0, offset: String(id), ...more },
  }
}
function archive(dir = mkdtempSync(join(tmpdir(), 'milena-archive-'))) {
  const made = openFullText(dir)
  return {
    ...{ dir, archive: made },
    [Symbol.dispose]() {
      made.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
const query = (question: string) => ({
  ...{ query_id: 'q', original_message_id: '0', question, username: 'ben', channel_id: '1' },
})

test('a call is found in any casing, and three casings of it are taken out of the question', () => {
  assert.equal(questionIn('RTFM where are the setup steps?'), 'where are the setup steps?')
  assert.equal(questionIn('hey rtfm when is it'), 'hey  when is it')
  assert.equal(questionIn('rTfM when is it'), 'rTfM when is it')
  assert.equal(questionIn('read the fucking manual how do I build'), 'how do I build')
  assert.equal(questionIn('Rtfm'), '')
  assert.equal(questionIn('nothing of that kind'), undefined)
})

test('forms of a word are one term, and words that say nothing are none', () => {
  assert.deepEqual(termsOf('Where are the set-up instructions?'), termsOf('setup instruction'))
  assert.deepEqual(termsOf('How do I contribute?'), termsOf('contributing'))
  assert.deepEqual(termsOf('when is it, and where?'), [])
})

test('every question of the demo whose answer was said finds the message that says it; the others find nothing', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    using made = archive()
    const chat = createChat(seed, Date.UTC(2026, 10, 21))
    const lines = [...chat.history(), ...Array.from({ length: 200 }, chat.next)]
    made.archive.add(lines.map((line) => said(line.text, { channel: line.channel, username: line.username })))
    for (const { text, answer } of questions) {
      const asked = questionIn(text(chat.world))!
      const sources = await sourcesFor(made.archive, asked)
      if (!answer) assert.deepEqual([asked, sources.map((s) => s.content)], [asked, []])
      else
        assert.ok(
          sources[0]?.content.includes(answer(chat.world)),
          `seed ${seed}: ${asked} → ${sources.map((s) => `${s.confidence} ${s.content}`).join(' | ')}`,
        )
    }
  }
})

test('an answer cites the one message that says it, word for word, and says that no model wrote it', async () => {
  using made = archive()
  const telling = said('The wifi password of the lab is on the whiteboard', {
    message_id: '1434567890123456789',
    offset: '41',
  })
  made.archive.add([
    telling,
    ...Array.from({ length: 300 }, (_, i) => said(`chatter number ${i} about lunch and weather`)),
  ])
  const { response_text, metadata } = await createAnswerer({ archive: made.archive }).answer(
    query('what is the wifi password?'),
  )
  assert.match(
    response_text,
    /“The wifi password of the lab is on the whiteboard” \(ana in #general, \d{4}-\d\d-\d\d \d\d:\d\d UTC\)/,
  )
  assert.match(response_text, /no language model/)
  assert.equal(metadata.model, 'extractive')
  assert.deepEqual(
    [metadata.sources, metadata.source_records, metadata.sources_count],
    [['1434567890123456789'], ['0/41'], 1],
  )
  assert.ok(metadata.confidence! > 0.9)
})

test('what calls the bot, what asks the same and what is too far away is no source; at most five are', async () => {
  using made = archive()
  made.archive.add([
    said('RTFM when is the picnic?'),
    said('when is the picnic?', { message_id: '5' }),
    ...Array.from({ length: 9 }, (_, i) => said(`The picnic is on the ${i + 10}th, bring plate ${i}`)),
    said('a picnic basket was left at table four yesterday by somebody from another department entirely'),
  ])
  const sources = await sourcesFor(made.archive, 'when is the picnic?')
  assert.equal(sources.length, mostSources)
  assert.ok(sources.every((s) => s.confidence >= leastConfidence && s.content.startsWith('The picnic')))
  assert.match(sources[0]!.content, /18th/, 'of equals the newest')
  assert.deepEqual(
    await sourcesFor(made.archive, 'who repaired the submarine engine near the picnic harbour lighthouse?'),
    [],
  )
  assert.deepEqual(await sourcesFor(made.archive, 'what is it?'), [])
})

test('nothing found, no key and a failing model are said in the bot’s own fixed sentences', async () => {
  using made = archive()
  const nothing = await createAnswerer({ archive: made.archive }).answer(query('where is the submarine?'))
  assert.deepEqual([nothing.response_text, nothing.metadata.confidence], [canned.nothing, 0])
  const silent = await createAnswerer({ archive: made.archive, silent: true }).answer(query('where?'))
  assert.deepEqual([silent.response_text, silent.metadata], [canned.disabled, { model: 'none' }])
  made.archive.add([said('The submarine is in the east dock')])
  const writer = async () => {
    throw new Error('quota')
  }
  const failed = await createAnswerer({ archive: made.archive, writer }).answer(query('where is the submarine?'))
  assert.equal(failed.response_text, `${canned.error} (Error: quota)`)
  assert.equal(failed.metadata.model, 'none')
})

test('no reply is longer than Discord takes, whoever writes it', async () => {
  using made = archive()
  const long = `The manual says ${'very '.repeat(900)}much about the reactor. The reactor is off.`
  made.archive.add(Array.from({ length: 5 }, (_, i) => said(`${i} ${long}`)))
  const quoted = await createAnswerer({ archive: made.archive }).answer(query('what about the reactor manual?'))
  assert.ok(quoted.response_text.length <= longestReply && quoted.response_text.includes('The manual says'))
  const written = await createAnswerer({ archive: made.archive, writer: async () => '😀'.repeat(3000) }).answer(
    query('reactor manual?'),
  )
  assert.ok(
    written.response_text.length <= longestReply && !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(written.response_text),
  )
  assert.equal(excerpt('First. The reactor is off. Last.', 'reactor', 20), '… The reactor is off. …')
})

test('what another process has kept is found and weighed as if it were one’s own', async () => {
  using made = archive()
  const other = openFullText(made.dir)
  other.add(
    Array.from({ length: 40 }, (_, i) =>
      said(`The door code of room alpha${i} is ${1000 + i}`, { message_id: `9${i}` }),
    ),
  )
  const [first] = await sourcesFor(made.archive, 'what is the door code of room alpha8?')
  assert.equal(first?.message_id, '98')
  other.close()
})

test('a message given twice is kept once, by two processes on one file, and places only move on', () => {
  using made = archive()
  const other = openFullText(made.dir)
  const one = said('kept once')
  made.archive.add([one], { partition: 2, next: '10' })
  other.add([one, said('and another')], { partition: 2, next: '7' })
  assert.deepEqual([made.archive.count(), other.count(), other.next(2), other.next(0)], [2, 2, '10', '0'])
  other.close()
})
