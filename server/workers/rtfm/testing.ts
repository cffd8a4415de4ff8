import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deadLetters } from '#lib/own-topics.ts'
import { rtfm } from '#lib/systems/rtfm.ts'
import { readConfig } from '#server/config.ts'
import { startTestBroker } from '#server/kafka/testing.ts'
import { createLog } from '#server/log.ts'
import type { Outgoing, Raw } from '#server/ports.ts'
import { until } from '#server/testing/until.ts'
import type { Response } from './answer.ts'
import { topics as contractTopics } from './topics.ts'
import { startWorker } from './worker.ts'

const log = createLog('test', 'silent')
export const topics = contractTopics()
export const chat = (content: string, id = String(Date.now()) + Math.floor(Math.random() * 1e6)): Outgoing => ({
  topic: topics.messages,
  key: id,
  value: JSON.stringify({
    ...{ message_id: id, content, username: 'ana', user_id: '2', channel_id: '111222333444555666' },
    ...{ timestamp: '2026-11-02T12:34:56.789000+00:00', metadata: { channel_name: 'general' } },
  }),
})
export const query = (question: string, query_id = randomUUID() as string, more: object = {}): Outgoing => ({
  topic: topics.queries,
  key: query_id,
  value: JSON.stringify({
    ...{ query_id, original_message_id: '1', question, username: 'ben', user_id: '3', channel_id: '1' },
    ...{ timestamp: '2025-11-02T12:34:57.001', context: {}, ...more },
  }),
})

/** A broker with the bot's topics, a data folder, and everything that is answered or put aside. */
export async function stage() {
  const kafka = await startTestBroker()
  const data = await mkdtemp(join(tmpdir(), 'milena-rtfm-'))
  await kafka.door.admin.ensureTopics([...rtfm.topics, deadLetters])
  const seen: Raw[] = []
  kafka.door.openSource({
    topics: [topics.responses, deadLetters.name, topics.deadLetters],
    cursor: () => undefined,
    begin: { backMs: 1e12, maxRecords: 1e6 },
    onBatch: (records) => void seen.push(...records),
    onGap: () => {},
    onState: () => {},
  })
  const said = new Map<Raw, any>()
  const say = (raw: Raw) => said.get(raw) ?? said.set(raw, JSON.parse(raw.value!.toString())).get(raw)
  const answers = (): Response[] => seen.filter((raw) => raw.topic === topics.responses).map(say)
  const config = (settings: Record<string, string> = {}) => readConfig({ MILENA_DATA: data, ...settings })
  return {
    ...{ kafka, data, answers, config },
    buried: (): any[] => seen.filter((raw) => raw.topic === deadLetters.name).map(say),
    aside: (): any[] => seen.filter((raw) => raw.topic === topics.deadLetters).map(say),
    answerOf: (id: string) => until(`an answer to ${id}`, () => answers().find((a) => a.query_id === id)),
    worker: (settings: Record<string, string> = {}, options = {}) =>
      startWorker({ config: config(settings), log, door: kafka.open(), options }),
    async lag(group: string, topic: string) {
      const ends = await kafka.door.admin.latestOffsets([topic])
      const at = await kafka.door.admin.groupOffsets(group, [topic])
      return ends.reduce((sum, end) => {
        const done = Number(at.find((a) => a.partition === end.partition)?.offset ?? -1)
        return sum + Number(end.high) - Math.max(done, 0)
      }, 0)
    },
    async [Symbol.asyncDispose]() {
      await kafka[Symbol.asyncDispose]()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** A real HTTP server in the place of a service. */
export async function standIn(handle: (request: IncomingMessage, body: any, response: ServerResponse) => void) {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    handle(request, text ? JSON.parse(text) : undefined, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
