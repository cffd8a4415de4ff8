import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { z } from 'zod'
import type { System } from '#lib/contract.ts'
import type { AlertRow, RequestRow, TopicData, Truth } from '#lib/protocol.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { createLog } from '../log.ts'
import type { Raw } from '../ports.ts'
import { createApi } from './api.ts'
import { createGuard, type GuardOptions, serverOptions } from './guard.ts'
import type { ApiDeps } from './needs.ts'
import { fakeSchemas } from './testing-schemas.ts'

/** A small console of one system for tests of the HTTP doors: real server and sockets, the words behind it in memory. */

const Reading = z.object({ sensor: z.string(), value: z.number() })

export const thermometers: System = {
  id: 'thermo',
  title: 'Thermometers',
  blurb: 'Readings of a few rooms',
  topics: [
    {
      name: 'readings',
      title: 'Readings',
      noun: 'reading',
      role: 'gauge',
      message: Reading,
      key: (m: z.output<typeof Reading>) => m.sensor,
      settings: { partitions: 1, replication: 1, config: {} },
      columns: [],
    },
  ],
  boards: [
    {
      id: 'rooms',
      title: 'Rooms',
      noun: 'room',
      topic: 'readings',
      key: (m) => m.sensor,
      rank: (m) => m.value,
      columns: [
        { id: 'name', title: 'Sensor', value: (m) => m.sensor },
        { id: 'value', title: 'Value', unit: '°C', value: (m) => m.value },
      ],
    },
  ],
  forms: [
    {
      id: 'measure',
      title: 'Measure now',
      verb: 'Measure',
      blurb: 'Asks a sensor.',
      input: z.object({ sensor: z.string().min(1), times: z.number().int().min(1).default(1) }),
      door: { kind: 'topic', topic: 'readings', compose: (input) => input },
      timeoutMs: 1000,
    },
  ],
  entity: { noun: 'Sensor', board: 'rooms', topics: [{ topic: 'readings' }] },
}

export const truth = (): Truth => ({ in: 2, rate: 0, shown: 2, conflated: 0, passed: 0, bad: 1, newest: 7, now: 8 })

const request_ = (id: string): RequestRow => ({
  ...{ id, system: 'thermo', form: 'measure', title: 'Measure now', state: 'waiting', at: 1, doneAt: null },
  ...{ input: {}, say: '', stages: [{ id: 'accepted', title: 'Accepted', at: 1 }], attempts: 0 },
})
const alert: AlertRow = {
  ...{ id: 'a1', rule: 'thermo-hot', title: 'Too hot', system: 'thermo', severity: 'critical', state: 'firing' },
  ...{
    subject: 'attic',
    say: '41 °C',
    value: 41,
    limit: 40,
    since: 1,
    firedAt: 1,
    resolvedAt: null,
    ack: null,
    silence: null,
    help: 'Open a window.',
  },
}
const topic: TopicData = {
  ...{
    name: 'readings',
    contract: { system: 'thermo', topic: 'readings', title: 'Readings', role: 'gauge' },
    partitions: 1,
    replication: 1,
  },
  ...{
    underReplicated: 0,
    offline: 0,
    records: 2,
    rate: 0,
    newest: 7,
    groups: [],
    internal: false,
    bad: 0,
    settings: [],
    declaredPartitions: 1,
  },
  parts: [{ id: 0, leader: 1, replicas: [1], isr: [1], low: '0', high: '2' }],
}
const raw = (offset: string, value: string): Raw => ({
  ...{ topic: 'readings', partition: 0, offset, timestamp: 7, key: Buffer.from('attic'), value: Buffer.from(value) },
})
const missing = { ok: false, status: 404, title: 'Not Found', detail: 'There is no such thing.' } as const

export function fakeDeps(): ApiDeps & { audited: { who: string; what: string; target: string }[] } {
  const audited: { who: string; what: string; target: string }[] = []
  const act = (id: string) => (id === 'a1' ? ({ ok: true, alert } as const) : missing)
  return {
    audited,
    systems: [thermometers],
    requests: {
      audit: { write: (row) => void audited.push(row) },
      submit: ({ form }) =>
        form === 'measure' ? { ok: true, id: 'r1', request: request_('r1'), repeated: false } : missing,
      get: (id) => (id === 'r1' ? request_(id) : undefined),
      list: () => [request_('r1')],
      cancel: (id) => (id === 'r1' ? { ok: true, request: request_(id) } : missing),
      retry: () => ({ ok: false, status: 409, title: 'Conflict', detail: 'It is still waiting.' }),
      counts: () => ({
        waiting: 1,
        sent: 0,
        answered: 0,
        failed: 0,
        late: 0,
        delivered: 0,
        cancelled: 0,
        outbox: { rows: 1, bytes: 10 },
      }),
    },
    alerts: {
      list: () => [alert],
      ack: act,
      unack: act,
      silence: act,
      unsilence: act,
      counts: () => ({ firing: 1, critical: 1, acknowledged: 0 }),
    },
    health: {
      kafka: () => ({ state: 'up', since: 1, brokers: 1, latencyMs: 2, mode: 'embedded' }),
      topics: () => ({ rows: [topic], at: 5 }),
      topic: async (name) => (name === 'readings' ? topic : undefined),
      groups: () => ({ rows: [], at: 5 }),
      feedLag: () => new Map([['readings', 4]]),
    },
    feed: { totals: () => [{ topic: 'readings', in: 2, bad: 1, conflated: 0, newest: 7 }] },
    hub: {
      read: (spec) => {
        const rows =
          spec.kind === 'board'
            ? ['attic', '=HYPERLINK("http://evil.example")'].map((k, i) => ({
                k,
                v: { m: { sensor: k, value: 40 - i }, t: 7, p: 0, o: String(i) },
              }))
            : [{ k: 'readings/0/0', v: { topic: 'readings', p: 0, o: '0', t: 7, key: 'attic', m: {}, size: 3 } }]
        return { full: true, rows, data: { total: 2, matching: 2, levels: {}, mean: null }, truth: truth() }
      },
      stats: () => ({ sockets: 1, frames: 2, cut: 0, heldMost: 0 }),
    },
    admin: {
      readRange: async ({ keep }) =>
        [raw('0', '{"sensor":"attic","value":41}'), raw('1', 'not json')].filter((one) => !keep || keep(one)),
      createMissing: async () => ({ created: ['readings'], failed: [] }),
    },
    crypto: createCrypto({
      feed: { listen: () => () => {}, history: () => [] },
      hub: { provide: () => {} },
      groups: () => [],
      places: { databaseUrl: 'postgresql://nobody@127.0.0.1:1/none', states: '/nonexistent', jobs: '/nonexistent' },
      root: '',
      log: createLog('http-test', 'silent'),
    }),
    schemas: fakeSchemas(),
    seals: { open: () => ({ ok: false, status: 409, detail: 'No key is configured.' }) },
    config: { kafka: { physical: (name) => name, logical: (name) => name } },
    log: createLog('http-test', 'silent'),
  }
}

export interface Answered {
  status: number
  headers: IncomingHttpHeaders
  text: string
  json: () => any
}

export interface TestDoor extends AsyncDisposable {
  port: number
  ask: (
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string | Buffer },
  ) => Promise<Answered>
  /** Writes bytes to a fresh connection and answers all that came back until it was closed. */
  raw: (text: string) => Promise<string>
  server: ReturnType<typeof createServer>
}

export async function openDoor(deps: ApiDeps = fakeDeps(), guard: Partial<GuardOptions> = {}): Promise<TestDoor> {
  const gate = createGuard({ dev: false, ...guard })
  const api = createApi(deps)
  const server = createServer(serverOptions, async (req, res) => {
    if (!gate.admit(req, res) || (await api(req, res))) return
    res.end(`page ${req.headers['x-nonce']}`)
  })
  gate.tune(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    server,
    ask: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const req = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, async (res) => {
          const text = (await res.toArray()).join('')
          resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json: () => JSON.parse(text) })
        })
        req.on('error', reject)
        req.end(body)
      }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text))
        const chunks: Buffer[] = []
        socket.on('data', (chunk) => chunks.push(chunk))
        socket.on('error', reject)
        socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
