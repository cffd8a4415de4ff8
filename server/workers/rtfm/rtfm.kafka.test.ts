import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { canned } from '#lib/rtfm/canned.ts'
import { rtfm } from '#lib/systems/rtfm.ts'
import { gone, heard, launch } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { chat, query, stage, standIn, topics } from './testing.ts'

// One broker for all: it is most of the time.
let on: Awaited<ReturnType<typeof stage>>
before(async () => {
  on = await stage()
})
after(() => on[Symbol.asyncDispose]())

test('what was said is found, cited and answered once; records that lack a field are put aside, over restarts too', async () => {
  const told = chat('The quarterly report is due on 4 December, send it to Ines', '1434567890123456789')
  await on.kafka.door.sink.send([
    told,
    chat('lunch at noon?'),
    { topic: topics.messages, key: 'x', value: '{"content": 7' },
  ])
  const first = await on.worker()
  await until('the chat is kept', async () => (await first.archive.count()) === 2)

  const good = query('when is the quarterly report due?')
  const spoiled = query('who?', 'no-user', { username: undefined })
  await on.kafka.door.sink.send([good, spoiled, good, query('where is the submarine?', 'unknown')])
  const answer = await on.answerOf(good.key!)
  assert.match(answer.response_text, /quarterly report is due on 4 December/)
  assert.deepEqual([answer.metadata.model, answer.metadata.sources], ['extractive', ['1434567890123456789']])
  assert.deepEqual(rtfm.topics.find((t) => t.name === topics.responses)!.message.safeParse(answer).success, true)
  const place = answer.metadata.source_records![0]!.split('/')
  const [record] = await on.kafka.door.admin.readRange({
    ...{ topic: topics.messages, partition: Number(place[0]), from: place[1]!, count: 1, timeoutMs: 5000 },
  })
  assert.equal(record!.key!.toString(), '1434567890123456789', 'the source is where the answer says')
  assert.equal((await on.answerOf('unknown')).response_text, canned.nothing)

  const letters = await until('dead letters', () =>
    on.buried().length === 2 && on.aside().length === 2 ? on.buried() : undefined,
  )
  const asked = letters.find((letter) => letter.origin_topic === topics.queries)
  assert.equal(asked.cause, 'the field username is missing')
  assert.deepEqual(letters.map((letter) => letter.group).sort(), ['bot-query-processor', 'discord-message-processor'])
  assert.equal(Buffer.from(asked.value_base64, 'base64').toString(), spoiled.value)
  const aside = on.aside().find((letter) => letter.original_topic === topics.queries)
  assert.equal(aside.message.query_id, 'no-user')
  assert.deepEqual([aside.partition, aside.offset], [asked.partition, asked.offset])
  assert.match(JSON.parse(aside.timestamp), /^\d{4}-/)

  // It dies after it answered and before it committed: the question is there again, and so is the answer.
  await until('no lag', async () => (await on.lag('bot-query-processor', topics.queries)) === 0)
  await first.stop()
  const id = randomUUID()
  await on.kafka.door.sink.send([
    query('when is the report due?', id),
    { topic: topics.responses, key: 'r', value: JSON.stringify({ ...answer, query_id: id, response_id: 'r' }) },
  ])
  // The archive is lost as well: it is filled again from Kafka.
  await rm(join(on.data, 'rtfm'), { recursive: true })
  await using second = await on.worker()
  await until('the chat is kept again', async () => (await second.archive.count()) === 2)
  const later = query('when is the report due?')
  await on.kafka.door.sink.send([later])
  await on.answerOf(later.key!)
  await until('no lag', async () => (await on.lag('bot-query-processor', topics.queries)) === 0)
  const times = (query_id: string) => on.answers().filter((a) => a.query_id === query_id).length
  assert.deepEqual([times(id), times(good.key!), times(later.key!)], [1, 1, 1])
  assert.equal(on.buried().length, 2, 'what was put aside once is not put aside again')
})

test('a thousand questions at 50/s, one in a hundred malformed, a worker killed on the way: each is answered or put aside', async () => {
  const facts = Array.from({ length: 40 }, (_, i) => chat(`The door code of room alpha${i} is ${1000 + i}`, `9${i}`))
  await on.kafka.door.sink.send(facts)
  const env = { KAFKA_BOOTSTRAP_SERVERS: on.kafka.bootstrap, MILENA_DATA: on.data, MILENA_LOG: 'error' }
  const start = async () => {
    const child = launch('server/workers/main.ts', ['rtfm'], env)
    await heard(child)
    return child
  }
  const [one, two] = await Promise.all([start(), start()])
  try {
    const ids = Array.from({ length: 1000 }, () => randomUUID() as string)
    let n = 0
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => {
        const part = ids.slice(n, n + 10).map((id, i) => {
          const at = n + i
          return query(
            `what is the door code of room alpha${at % 40}?`,
            id,
            at % 100 === 50 ? { question: undefined } : {},
          )
        })
        n += 10
        if (n === 500) one.kill('SIGKILL')
        on.kafka.door.sink.send(part).catch(reject)
        if (n < 1000) return
        clearInterval(timer)
        resolve()
      }, 200)
    })
    const left = () => {
      const ended = new Set([...on.answers().map((a) => a.query_id), ...on.aside().map((d) => d.message.query_id)])
      return ids.filter((id) => !ended.has(id)).length
    }
    await until('every question has ended', () => left() === 0)
    await until('no lag', async () => (await on.lag('bot-query-processor', topics.queries)) === 0)
    const answers = on.answers().filter((a) => ids.includes(a.query_id))
    assert.equal(answers.length, 990, 'each is answered once')
    assert.equal(on.aside().filter((d) => ids.includes(d.message.query_id)).length, 10)
    for (const answer of answers) {
      const at = ids.indexOf(answer.query_id)
      assert.deepEqual([answer.metadata.sources?.[0], answer.query_id], [`9${at % 40}`, answer.query_id])
    }
  } finally {
    for (const child of [one, two]) child.kill('SIGTERM')
    await Promise.all([one, two].map(gone))
  }
})

test('Gemini writes the answers; when it fails it is left alone for a while and the bot says so, until it is back', async () => {
  let mode: 'well' | 'ill' | 'declines' | 'cut' = 'well'
  const asked: any[] = []
  await using gemini = await standIn((request, body, response) => {
    asked.push({ url: request.url, key: request.headers['x-goog-api-key'], body })
    if (mode === 'ill') return response.writeHead(503).end('{"error":{"message":"overloaded"}}')
    const parts = [{ text: 'Let me see.', thought: true }, { text: 'On 4 December.' }]
    const finishReason = { well: 'STOP', declines: 'SAFETY', cut: 'MAX_TOKENS' }[mode]
    response.end(JSON.stringify({ candidates: [{ content: { parts }, finishReason }] }))
  })
  await on.kafka.door.sink.send([chat('The annual audit is due on 4 December', '77')])
  await using worker = await on.worker(
    { GEMINI_API_KEY: 'k-1', GEMINI_BASE_URL: gemini.url },
    { failures: 3, openMs: 1500 },
  )
  await until('the chat is kept', async () => (await worker.archive.count()) === 43)
  const ask = async () => {
    const one = query('when is the annual audit due?')
    await on.kafka.door.sink.send([one])
    return on.answerOf(one.key!)
  }
  const well = await ask()
  assert.deepEqual(
    [well.response_text, well.metadata.model, well.metadata.sources],
    ['On 4 December.', 'gemini-2.5-flash', ['77']],
  )
  assert.equal(asked[0].url, '/v1beta/models/gemini-2.5-flash:generateContent')
  assert.equal(asked[0].key, 'k-1')
  assert.match(asked[0].body.contents[0].parts[0].text, /annual audit is due on 4 December[\s\S]*Question: when is/)

  mode = 'cut'
  assert.equal((await ask()).response_text, 'On 4 December. … (cut off at the model’s limit)')
  mode = 'declines'
  for (let i = 0; i < 4; i++)
    assert.equal((await ask()).response_text, `${canned.error} (Error: Gemini did not answer this question (SAFETY))`)
  mode = 'well'
  assert.equal((await ask()).response_text, 'On 4 December.', 'one question’s trouble is not the service’s')

  mode = 'ill'
  for (let i = 0; i < 3; i++)
    assert.equal((await ask()).response_text, `${canned.error} (Error: Gemini answered 503: overloaded)`)
  const before = asked.length
  assert.match((await ask()).response_text, /\(Error: Gemini failed 3 times in a row and is not asked for/)
  assert.equal(asked.length, before, 'it is not asked while the circuit is open')
  assert.match(await worker.metrics.text(), /rtfm_circuit_breaker_state\{service="gemini"\} 1/)
  mode = 'well'
  await until('it is asked again', async () => (await ask()).response_text === 'On 4 December.')
  assert.match(await worker.metrics.text(), /rtfm_circuit_breaker_state\{service="gemini"\} 0/)
})
