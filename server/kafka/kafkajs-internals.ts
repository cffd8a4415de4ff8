import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import type { Kafka } from 'kafkajs'

/**
 * The parts of kafkajs that it does not export, typed here and touched nowhere else. kafkajs is pinned exactly; it has no
 * `exports` map, so the deep paths resolve.
 */
const require = createRequire(import.meta.url)

export interface ProtocolRequest {
  request: { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<object> }
  response: { decode: (payload: Buffer) => Promise<any>; parse: (decoded: any) => Promise<any> }
  requestTimeout?: number | null
  logResponseError?: boolean
}

/** A broker as kafkajs sees it: two connections, one of them for fetches. */
export interface Node {
  nodeId: number | null
  versions: Record<number, { minVersion: number; maxVersion: number }> | null
  connectionPool: { send: (request: ProtocolRequest) => Promise<any>; host: string; port: number }
  lookupRequest: (apiKey: number, definition: unknown) => (payload: object) => ProtocolRequest
  isConnected: () => boolean
  connect: () => Promise<void>
  disconnect: () => Promise<void>
}

interface BrokerPool {
  seedBroker?: Node
  createSeedBroker: () => Promise<void>
  createBroker: (options: object) => Node
  connectionPoolBuilder: { build: (at?: { host: string; port: number }) => Promise<object> }
  rootLogger: object
}

interface Encoder {
  writeUVarInt: (n: number) => Encoder
  writeUVarIntString: (text: string | null) => Encoder
  writeBuffer: (buffer: Buffer) => Encoder
  writeBoolean: (on: boolean) => Encoder
}

export const encoder = (): Encoder => new (require('kafkajs/src/protocol/encoder'))()
const protocol = require('kafkajs/src/protocol/requests') as { requests: Record<string, unknown> }
const apiKeys = require('kafkajs/src/protocol/requests/apiKeys') as Record<string, number>

/** A request in the highest version both sides speak. */
export const requestFor = (node: Node, api: 'Fetch' | 'ListOffsets' | 'Metadata', payload: object): ProtocolRequest =>
  node.lookupRequest(apiKeys[api] ?? -1, protocol.requests[api])(payload)

/** The broker pool of a cluster object of its own: no group, no metadata cache of ours in the way. */
export function brokerPool(kafka: Kafka): BrokerPool {
  const symbol = Object.getOwnPropertySymbols(kafka).find((s) => String(s).includes('createCluster'))
  if (!symbol) throw new Error('kafkajs has changed inside: no cluster factory')
  const create = (kafka as unknown as Record<symbol, (options: object) => { brokerPool: BrokerPool }>)[symbol]
  return create?.({
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    isolationLevel: 1,
    instrumentationEmitter: new EventEmitter(),
  }).brokerPool as BrokerPool
}

let cured = false
/** kafkajs re-arms a timer with a negative delay for ever (tulios/kafkajs#1751): a thousand wake-ups a second per connection. */
export function cureTimers(): void {
  if (cured) return
  cured = true
  const queue = require('kafkajs/src/network/requestQueue').prototype
  queue.scheduleCheckPendingRequests = function (this: any) {
    if (this.throttleCheckTimeoutId) return
    const throttle = this.throttledUntil - Date.now()
    if (throttle <= 0 && this.pending.length === 0) return
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null
        this.checkPendingRequests()
      },
      throttle > 0 ? throttle : 10,
    )
  }
}

let uncopied = false
/** A reply that comes in one piece is handed on as it is: kafkajs copies it, together with the nothing that was left over by the one before. */
export function passWholeReplies(): void {
  if (uncopied) return
  uncopied = true
  const connection = require('kafkajs/src/network/connection').prototype
  const { processData } = connection
  connection.processData = function (this: any, data: Buffer) {
    if (this.authHandlers || this.bytesBuffered > 0 || data.length < 8 || data.readInt32BE() !== data.length - 4)
      return processData.call(this, data)
    this.chunks = []
    this.requestQueue.fulfillRequest({
      size: data.length - 4,
      correlationId: data.readInt32BE(4),
      payload: data.subarray(8),
    })
  }
}
