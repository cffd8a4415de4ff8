import { openState } from '#server/store/state.ts'
import { createFakeKafka, startRequests } from './testing.ts'

// Run by restart.unit.test.ts: accepts requests until it is killed, and tells of each one only after it was accepted.
const [file = '', mode = ''] = process.argv.slice(2)
const kafka = createFakeKafka()
kafka.down = mode === 'down'
const app = startRequests({ db: openState(file), kafka })
for (let i = 0; ; i++) {
  process.stdout.write(`${app.ask(i % 100)}\n`)
  if (i % 10 === 9) await app.clock.move(1)
}
