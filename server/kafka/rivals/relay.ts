import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Kafka, logLevel } from 'kafkajs'
import { Server } from 'socket.io'

/** The bare rival of the bench: kafkajs `eachMessage` → `io.emit`, and nothing between. Arguments: bootstrap servers, topic. */
const [brokers = '', topic = ''] = process.argv.slice(2)
const http = createServer()
const io = new Server(http, { transports: ['websocket'] })
const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: `relay-${process.pid}`, maxWaitTimeInMs: 100 })
await consumer.connect()
await consumer.subscribe({ topics: [topic] })
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    io.emit('record', { partition, offset: message.offset, value: message.value?.toString() })
  },
})
http.listen(0, '127.0.0.1', () =>
  process.send?.({ ready: true, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }),
)
process.on('disconnect', () => process.exit(0))
