import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { openTestDatabase, type TestDatabase } from '#server/crypto/testing.ts'
import { until } from '#server/testing/until.ts'

let database: TestDatabase

const message = (type: string, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), head, body])
}
const short = (...numbers: number[]) => Buffer.from(numbers.flatMap((n) => [n >> 8, n & 255]))
const parse = (sql: string) => message('P', '', sql, short(0))
const bindAndRun = Buffer.concat([
  message('B', '', '', short(0, 0, 0)),
  message('E', '', Buffer.alloc(4)),
  message('S'),
])

/** A client that speaks the protocol by hand, and has been greeted. */
async function client(): Promise<{ socket: Socket; said: () => string }> {
  const { port } = new URL(database.address)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  let said = ''
  socket.on('data', (data) => {
    said += data.toString('latin1')
  })
  const version = Buffer.from([0, 3, 0, 0])
  socket.write(message('', version, Buffer.from('user\0postgres\0database\0postgres\0\0')))
  await until('the greeting', () => said.endsWith('I'))
  said = ''
  return { socket, said: () => said }
}

// Within a suite, so that the database is open for these tests only, whatever else runs in the process.
describe('the port of the embedded database', () => {
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database[Symbol.asyncDispose]())

  test('what one client prepares is not replaced by another’s question in between', async () => {
    const [one, two] = [await client(), await client()]
    one.socket.write(parse(`select 'of the first'`))
    // Part of a message, as long ones come.
    one.socket.write(bindAndRun.subarray(0, 3))
    two.socket.write(Buffer.concat([parse(`select 'of the second'`), bindAndRun]))
    await until('the second has its answer', () => two.said().includes('of the second'))
    one.socket.write(bindAndRun.subarray(3))
    await until('the first has its answer', () => one.said().includes('of the first'))
    // And with the server asked to answer what it has so far: the session stays the first one's until it syncs.
    one.socket.write(Buffer.concat([parse(`select 'third'`), message('H')]))
    await until('it is parsed', () => one.said().includes('1\0\0\0\x04'))
    two.socket.write(Buffer.concat([parse(`select 'fourth'`), bindAndRun]))
    one.socket.write(bindAndRun)
    await until('both have their own', () => one.said().includes('third') && two.said().includes('fourth'))
    one.socket.destroy()
    two.socket.destroy()
  })

  test('eight connections at once: each has the answers to its own questions', async () => {
    const pool = new pg.Pool({ connectionString: database.address, max: 8 })
    await pool.query('create table many (n int primary key, text text)')
    const long = 'x'.repeat(100_000)
    await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        await pool.query('insert into many values ($1, $2)', [n, `${long}${n}`])
        const { rows } = await pool.query('select n, right(text, 3) as end from many where n = $1', [n])
        assert.deepEqual(rows, [{ n, end: `${long}${n}`.slice(-3) }])
      }),
    )
    await assert.rejects(pool.query('select $1::int', ['no number']), { code: '22P02' })
    assert.equal((await pool.query('select count(*)::int as n from many')).rows[0].n, 200)
    await pool.end()
  })

  test('a transaction keeps the others out, and ends with the client that leaves', async () => {
    await database.sql('create table kept (n int)')
    const [one, two] = [new pg.Client(database.address), new pg.Client(database.address)]
    one.on('error', () => {})
    await Promise.all([one.connect(), two.connect()])
    await one.query('begin')
    await one.query('insert into kept values ($1)', [1])
    const seen = two.query('select count(*)::int as n from kept where $1', [true])
    await one.query('insert into kept values ($1)', [2])
    await one.end()
    assert.equal((await seen).rows[0].n, 0)
    await two.end()
  })

  test('messages that cannot be are the end of that connection only', async () => {
    const bad = await client()
    let closed = false
    bad.socket.on('close', () => {
      closed = true
    })
    bad.socket.write(Buffer.from([81, 255, 255, 255, 255, 0]))
    await until('it is cut', () => closed)
    const good = new pg.Client(database.address)
    await good.connect()
    assert.deepEqual((await good.query('select 1 as n')).rows, [{ n: 1 }])
    await good.end()
  })
})
