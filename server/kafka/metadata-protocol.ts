import { encoder, type Node, type ProtocolRequest, requestFor } from './kafkajs-internals.ts'

export interface Metadata {
  clusterId: string | null
  controller: number
  brokers: { id: number; host: string; port: number; rack: string | null }[]
  topics: TopicMetadata[]
}
export interface TopicMetadata {
  name: string
  error: number
  /** Tells a topic from one of the same name made later; undefined on Kafka before 3.0. */
  id?: string
  internal: boolean
  partitions: { id: number; error: number; leader: number; replicas: number[]; isr: number[]; offline: number[] }[]
}

/** Metadata of some topics, or of all (`undefined`). Unlike kafkajs', a topic's error is a value in it. Version 12 for topic ids where the broker has it. */
export function metadataRequest(node: Node, topics: string[] | undefined): ProtocolRequest {
  const newest = node.versions?.[3]?.maxVersion ?? 0
  if (newest < 12) {
    const old = requestFor(node, 'Metadata', { topics: topics ?? [], allowAutoTopicCreation: false })
    return { ...old, response: { decode: old.response.decode, parse: async (reply) => fromKafkajs(reply) } }
  }
  return {
    request: {
      ...{ apiKey: 3, apiVersion: 12, apiName: 'Metadata' },
      encode: async () => {
        // A flexible version: the request header ends with its (empty) tagged fields, and so does every structure.
        const out = encoder().writeUVarInt(0)
        out.writeUVarInt(topics ? topics.length + 1 : 0)
        for (const topic of topics ?? []) out.writeBuffer(Buffer.alloc(16)).writeUVarIntString(topic).writeUVarInt(0)
        return out.writeBoolean(false).writeBoolean(false).writeUVarInt(0)
      },
    },
    response: { decode: async (payload) => readMetadata(payload), parse: async (metadata) => metadata },
  }
}

function readMetadata(reply: Buffer): Metadata {
  let at = 0
  const uvarint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = reply.readUInt8(at++)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  const tags = (): void => {
    for (let n = uvarint(); n > 0; n--) {
      uvarint()
      const size = uvarint()
      at += size
    }
  }
  const int8 = () => reply.readInt8(at++)
  const past = (bytes: number): number => {
    at += bytes
    return at - bytes
  }
  const int16 = () => reply.readInt16BE(past(2))
  const int32 = () => reply.readInt32BE(past(4))
  const text = (): string | null => {
    const length = uvarint() - 1
    return length < 0 ? null : reply.toString('utf8', past(length), at)
  }
  const list = <T>(item: () => T): T[] => Array.from({ length: Math.max(0, uvarint() - 1) }, item)
  const struct = <T>(fields: T): T => {
    tags()
    return fields
  }
  tags()
  int32()
  const brokers = list(() => struct({ id: int32(), host: text() ?? '', port: int32(), rack: text() }))
  const clusterId = text()
  const controller = int32()
  const topics = list(() => {
    const error = int16()
    const name = text() ?? ''
    const id = reply.toString('hex', past(16), at)
    const internal = int8() !== 0
    const partitions = list(() => {
      const [error, id, leader] = [int16(), int32(), int32()]
      int32()
      return struct({ error, id, leader, replicas: list(int32), isr: list(int32), offline: list(int32) })
    })
    int32()
    return struct({ name, error, id, internal, partitions })
  })
  return { clusterId, controller, brokers, topics }
}

const fromKafkajs = (reply: any): Metadata => ({
  clusterId: reply.clusterId ?? null,
  controller: reply.controllerId ?? -1,
  brokers: reply.brokers.map((b: any) => ({ id: b.nodeId, host: b.host, port: b.port, rack: b.rack ?? null })),
  topics: reply.topicMetadata.map((t: any) => ({
    ...{ name: t.topic, error: t.topicErrorCode, internal: t.isInternal === true },
    partitions: t.partitionMetadata.map((p: any) => ({
      ...{ id: p.partitionId, error: p.partitionErrorCode, leader: p.leader },
      ...{ replicas: p.replicas, isr: p.isr, offline: p.offlineReplicas ?? [] },
    })),
  })),
})
