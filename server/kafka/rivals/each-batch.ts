import { Kafka, logLevel } from 'kafkajs'

/** The bare rival of the bench: kafkajs `eachBatch` with `JSON.parse`. Arguments: bootstrap servers, topic, records to read. Sends { records, ms, cpuMs }. */
const [brokers = '', topic = '', count = '0'] = process.argv.slice(2)
const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: `bare-${process.pid}`, maxWaitTimeInMs: 100 })
await consumer.connect()
await consumer.subscribe({ topics: [topic], fromBeginning: true })
let records = 0
let bytes = 0
let began = 0
let cpu = process.cpuUsage()
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    if (began === 0) {
      began = performance.now()
      cpu = process.cpuUsage()
    }
    for (const message of batch.messages) {
      const value = JSON.parse(message.value?.toString() ?? 'null')
      bytes += value ? 1 : 0
    }
    records += batch.messages.length
    if (records >= Number(count)) {
      const used = process.cpuUsage(cpu)
      process.send?.({ records, parsed: bytes, ms: performance.now() - began, cpuMs: (used.user + used.system) / 1000 })
      process.disconnect?.()
      process.exit(0)
    }
  },
})
