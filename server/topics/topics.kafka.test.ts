import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { ownTopics } from '#lib/own-topics.ts'
import { allTopics, systems } from '#lib/systems/index.ts'
import { rtfm } from '#lib/systems/rtfm.ts'
import { readConfig } from '#server/config.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import { nodeFlags } from '#server/start/node-flags.ts'
import { root } from '#server/start/steps.ts'
import { startWorker } from '#server/workers/rtfm/worker.ts'
import { create, list, remove, Usage } from './commands.ts'
import { makeMessage, type Step, sendAndCheck } from './send-check.ts'

test('topics of all systems are created, listed, sent to, and deleted only when that is said twice', async () => {
  await using kafka = await startTestBroker()
  const { admin } = kafka.door
  const lines: string[] = []
  const deps = { admin, kafka: kafka.config, say: (line: string) => void lines.push(line) }
  const run = async (command: typeof list, ...names: string[]) => {
    lines.length = 0
    const code = await command({ names: names.filter((n) => n !== '--yes'), yes: names.includes('--yes') }, deps)
    return { code, text: lines.join('\n') }
  }
  const there = async () => (await admin.topics()).map((topic) => topic.name)
  const all = [...allTopics(), ...ownTopics].map((topic) => topic.name)

  assert.match((await run(list)).text, new RegExp(`${all.length} missing`))
  assert.match((await run(create)).text, new RegExp(`${all.length} created`))
  assert.deepEqual((await there()).filter((name) => all.includes(name)).sort(), [...all].sort())
  assert.match((await run(create)).text, /all topics are there/)

  const topics = [...allTopics(), ...ownTopics]
  const steps: Step[] = []
  const send = async (system: (typeof systems)[number], topic: (typeof topics)[number], timeoutMs: number) => {
    steps.length = 0
    const made = makeMessage({ system, topic, set: {}, timeoutMs })
    assert.ok(made.ok)
    return sendAndCheck({ door: kafka.door, topics, tell: (step) => void steps.push(step) }, made, timeoutMs)
  }
  for (const system of systems) {
    for (const topic of system.topics) {
      await send(system, topic, 1)
      assert.deepEqual(
        steps.slice(0, 2).map((step) => step.what),
        ['sent', 'read'],
        topic.name,
      )
    }
  }

  const data = await mkdtemp(join(tmpdir(), 'milena-send-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(data, { recursive: true, force: true }) }
  const config = readConfig({ MILENA_DATA: data })
  const queries = rtfm.topics.find((topic) => topic.noun === 'question')!
  {
    await using worker = await startWorker({ config, log: createLog('test', 'error'), door: kafka.open() })
    assert.equal(await send(rtfm, queries, 20_000), true)
    const reply = steps.at(-1)!
    assert.ok(reply.what === 'reply' && /couldn't find/.test(reply.say), JSON.stringify(reply))
    assert.ok(worker.counts().answers >= 1)
  }
  assert.equal(await send(rtfm, queries, 300), false, 'nobody answers any more')
  assert.match((steps.at(-1) as { say: string }).say, /no reply on .* within 0.3 s/)

  await assert.rejects(run(remove), Usage)
  await assert.rejects(run(remove, 'no-such-topic'), Usage)
  const dry = await run(remove, queries.name)
  assert.equal(dry.code, 2)
  assert.match(dry.text, /would delete bot-queries: \d+ records in 3 partitions\nNothing was deleted/)
  assert.ok((await there()).includes(queries.name))
  assert.match((await run(remove, queries.name, '--yes')).text, /^deleted bot-queries/)
  assert.ok(!(await there()).includes(queries.name))

  // The command itself, as it is typed.
  const typed = (...args: string[]) =>
    new Promise<{ code: number; text: string }>((resolve) => {
      const env = { ...process.env, KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrap }
      execFile(process.execPath, [...nodeFlags, ...args], { cwd: root, env }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), text: out + err }),
      )
    })
  const [listed, wrong, sent] = await Promise.all([
    typed('server/topics/main.ts', 'list', '--system', 'rtfm'),
    typed('server/topics/main.ts', 'destroy'),
    typed('server/topics/send.ts', 'discord-messages'),
  ])
  assert.deepEqual([listed.code, wrong.code, sent.code], [0, 2, 0], listed.text + wrong.text + sent.text)
  assert.match(listed.text, /bot-queries +rtfm +missing/)
  assert.match(wrong.text, /There is no command destroy/)
  assert.match(sent.text, /acknowledged after \d+ ms: discord-messages \d\/\d+\nread back after/)
})
