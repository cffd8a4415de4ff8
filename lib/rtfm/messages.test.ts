import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rtfm } from '../systems/rtfm.ts'
import { outcome, took, troubleOf, withAnswer, withQuery } from './messages.ts'

const entry = (time: number) => ({ topic: '', partition: 0, offset: '0', time, key: null, message: null })
const query = { query_id: 'q', original_message_id: '1', question: 'where?', username: 'ana', channel_id: '3' }
const answer = (response_text: string, model = 'gemini-2.5-flash') => ({
  response_id: 'r',
  query_id: 'q',
  response_text,
  metadata: { model },
})

describe('a question and its answer', () => {
  it('are one row in whichever order they come', () => {
    const asked = withQuery(undefined, query, entry(100))
    assert.deepEqual([asked.outcome, took(asked)], ['open', null])
    const answered = withAnswer(asked, answer('there'), entry(340))
    assert.deepEqual(
      [answered.outcome, answered.question, answered.response_text, took(answered)],
      ['answered', 'where?', 'there', 240],
    )
    const backwards = withQuery(withAnswer(undefined, answer('there'), entry(340)), query, entry(100))
    assert.deepEqual(backwards, answered)
  })

  it('are not timed anew when the answer is sent twice', () => {
    const once = withAnswer(withQuery(undefined, query, entry(100)), answer('there'), entry(340))
    assert.equal(took(withAnswer(once, answer('there'), entry(9000))), 240)
  })

  it('tell the bot’s apologies from its answers', () => {
    assert.equal(outcome(answer('They are pinned in #setup.')), 'answered')
    assert.equal(
      outcome(answer("I couldn't find any relevant information in the chat history to answer your question.")),
      'nothing found',
    )
    assert.equal(outcome(answer('AI responses are currently disabled (no API key configured).', 'none')), 'error')
    assert.equal(
      troubleOf(answer('Sorry, I encountered an error while trying to answer your question. (Error: quota)')),
      'quota',
    )
  })

  it('have a page with every record that their row is made of, and what it says', () => {
    const board = rtfm.boards!.find(({ id }) => id === rtfm.entity!.board)!
    const made = [board, ...(board.joins ?? [])].map(({ topic }) => topic)
    assert.deepEqual(rtfm.entity!.topics.map(({ topic }) => topic).sort(), made.sort())
    assert.equal(rtfm.entity!.panel, 'question')
    const dead = rtfm.entity!.topics.find(({ topic }) => topic === 'dead-letter-queue')!
    assert.equal(dead.key!({ original_topic: 'bot-queries', message: query }), 'q')
    assert.equal(dead.key!({ original_topic: 'bot-queries', message: 'broken' }), null)
  })
})
