import type { Kafka } from 'kafkajs'
import { type FetchedPartition, readFetch } from './fetch-protocol.ts'
import { brokerPool, type Node, type ProtocolRequest, requestFor } from './kafkajs-internals.ts'
import { type Metadata, metadataRequest } from './metadata-protocol.ts'

export const EARLIEST = -2
export const LATEST = -1

export interface FetchFrom {
  topic: string
  partition: number
  offset: number
}

/** Connections of one owner to the brokers, without a group. Every call rejects within its time; a connection that failed is made anew by the next call. */
export interface Wire {
  metadata: (topics?: string[]) => Promise<Metadata>
  /** Offsets by time (epoch ms), `EARLIEST` or `LATEST` (of what is committed), from the broker that leads the partitions. Those it cannot tell are left out. */
  offsets: (
    node: number,
    of: { topic: string; partition: number; time: number }[],
  ) => Promise<(FetchFrom & { error: number })[]>
  /** What was fetched, and the bytes it points into. */
  fetch: (
    node: number,
    from: FetchFrom[],
    limits: FetchLimits,
  ) => Promise<{ partitions: FetchedPartition[]; reply: Buffer }>
  close: () => void
}
export interface FetchLimits {
  maxWaitMs: number
  maxBytes: number
  maxBytesPerPartition: number
}

class Timeout extends Error {
  override name = 'Timeout'
}

/** `patienceMs`: how long a broker may take for a small answer. */
export function openWire(kafka: Kafka, brokers: number, patienceMs = 5000): Wire {
  const pool = brokerPool(kafka)
  const nodes = new Map<number, Node>()
  const addresses = new Map<number, { host: string; port: number }>()
  let closed = false

  const within = async <T>(ms: number, work: Promise<T>, at: Node): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const { host, port } = at.connectionPool
      timer = setTimeout(() => reject(new Timeout(`${host}:${port} timed out after ${ms} ms`)), ms)
    })
    work.catch(() => {})
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }
  const drop = (node: Node) => {
    for (const [id, known] of nodes) if (known === node) nodes.delete(id)
    void node.disconnect().catch(() => {})
  }
  const send = async (node: Node, make: () => ProtocolRequest, ms: number): Promise<any> => {
    if (closed) throw new Error('closed')
    try {
      if (!node.isConnected()) await within(5000, node.connect(), node)
      return await within(ms, node.connectionPool.send({ logResponseError: false, ...make() }), node)
    } catch (error) {
      drop(node)
      throw error
    }
  }
  const seed = async (): Promise<Node> => {
    const known = [...nodes.values()].find((node) => node.isConnected())
    if (known) return known
    let failure: unknown
    // The pool walks the bootstrap list: one that is down must not hide the others.
    for (let i = 0; i < brokers && !closed; i++) {
      if (pool.seedBroker?.isConnected()) return pool.seedBroker
      await pool.createSeedBroker()
      const node = pool.seedBroker as Node
      try {
        await within(5000, node.connect(), node)
        return node
      } catch (error) {
        failure = error
        void node.disconnect().catch(() => {})
      }
    }
    throw failure ?? new Error('closed')
  }
  const nodeOf = async (id: number): Promise<Node> => {
    const known = nodes.get(id)
    if (known) return known
    const at = addresses.get(id)
    if (!at) throw new Error(`broker ${id} is not known`)
    const connectionPool = await pool.connectionPoolBuilder.build(at)
    const made = pool.createBroker({ logger: pool.rootLogger, connectionPool, nodeId: id })
    nodes.set(id, made)
    return made
  }

  return {
    async metadata(topics) {
      const node = await seed()
      const metadata = (await send(node, () => metadataRequest(node, topics), patienceMs)) as Metadata
      for (const { id, host, port } of metadata.brokers) {
        const before = addresses.get(id)
        addresses.set(id, { host, port })
        const made = nodes.get(id)
        if (made && before && (before.host !== host || before.port !== port)) drop(made)
      }
      return metadata
    },
    async offsets(id, of) {
      const node = await nodeOf(id)
      const topics = byTopic(of, ({ partition, time }) => ({ partition, timestamp: String(time) }))
      const request = () => {
        const made = requestFor(node, 'ListOffsets', { isolationLevel: 1, topics })
        return { ...made, response: { decode: made.response.decode, parse: async (reply: unknown) => reply } }
      }
      const { responses } = await send(node, request, patienceMs)
      return responses.flatMap((t: any) =>
        t.partitions.map((p: any) => ({
          ...{ topic: t.topic, partition: p.partition, error: p.errorCode, offset: Number(p.offset) },
        })),
      )
    },
    async fetch(id, from, limits) {
      const node = await nodeOf(id)
      const topics = byTopic(from, ({ partition, offset }) => ({
        ...{ partition, fetchOffset: String(offset), maxBytes: limits.maxBytesPerPartition },
      }))
      const request = () => {
        const { maxWaitMs: maxWaitTime, maxBytes } = limits
        const made = requestFor(node, 'Fetch', {
          isolationLevel: 1,
          maxWaitTime,
          minBytes: 1,
          maxBytes,
          topics,
          rackId: '',
        })
        const version = made.request.apiVersion
        const response = {
          decode: async (reply: Buffer) => ({ partitions: readFetch(reply, version), reply }),
          parse: async (read: unknown) => read,
        }
        return { ...made, response }
      }
      return send(node, request, limits.maxWaitMs + patienceMs)
    },
    close() {
      closed = true
      for (const node of nodes.values()) drop(node)
      if (pool.seedBroker) void pool.seedBroker.disconnect().catch(() => {})
    },
  }
}

function byTopic<T extends { topic: string }, P>(of: T[], item: (one: T) => P): { topic: string; partitions: P[] }[] {
  const topics = new Map<string, P[]>()
  for (const one of of) {
    const partitions = topics.get(one.topic)
    if (partitions) partitions.push(item(one))
    else topics.set(one.topic, [item(one)])
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}
