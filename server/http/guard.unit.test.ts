import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDoor } from './testing.ts'
import { ownUpgrade } from './upgrade.ts'

test('the console answers to its own names with its own port and to no other Host', async () => {
  await using door = await openDoor()
  const { port } = door
  const table: [string, number][] = [
    [`localhost:${port}`, 200],
    [`127.0.0.1:${port}`, 200],
    [`[::1]:${port}`, 200],
    [`LOCALHOST:${port}`, 200],
    [`evil.example:${port}`, 421],
    [`localhost.evil.example:${port}`, 421],
    [`127.0.0.1.nip.io:${port}`, 421],
    [`localhost:${port + 1}`, 421],
    ['localhost', 421],
    [`user@localhost:${port}`, 421],
    [`0.0.0.0:${port}`, 421],
    [`127.1:${port}`, 421],
  ]
  for (const [host, status] of table) {
    for (const path of ['/healthz', '/', '/api/systems']) {
      assert.equal((await door.ask(path, { headers: { host } })).status, status, `${host} ${path}`)
    }
  }
})

test('only the console’s own pages and local programs write', async () => {
  await using door = await openDoor()
  const own = `http://localhost:${door.port}`
  const table: [Record<string, string>, number][] = [
    [{}, 200],
    [{ origin: own }, 200],
    [{ origin: own, 'sec-fetch-site': 'same-origin' }, 200],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: `${own}.evil.example` }, 403],
    [{ origin: `https://localhost:${door.port}` }, 403],
    [{ origin: `http://127.0.0.1:${door.port}` }, 403],
    [{ origin: `http://localhost:${door.port + 1}` }, 403],
    [{ origin: '' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: own }, 403],
  ]
  for (const [headers, status] of table) {
    const answer = await door.ask('/api/alerts/a1/ack', {
      method: 'POST',
      headers: { host: `localhost:${door.port}`, ...headers },
    })
    assert.equal(answer.status, status, JSON.stringify(headers))
  }
})

test('another site may link to data but not load it', async () => {
  await using door = await openDoor()
  const from = (headers: Record<string, string>) =>
    door.ask('/api/topics', { headers: { 'sec-fetch-site': 'cross-site', ...headers } })
  assert.equal((await from({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).status, 403)
  assert.equal((await from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).status, 403)
  assert.equal((await from({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).status, 200)
})

test('every answer carries the security headers and a nonce of its own', async () => {
  await using door = await openDoor()
  const first = await door.ask('/')
  const second = await door.ask('/')
  const policy = String(first.headers['content-security-policy'])
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
  assert.equal(first.text, `page ${nonce}`, 'the page renderer sees the same nonce')
  assert.notEqual(policy, second.headers['content-security-policy'])
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/)
  for (const path of ['/', '/api/systems', '/api/nowhere', '/healthz']) {
    const { headers } = await door.ask(path)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'same-origin')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['access-control-allow-origin'], undefined)
    if (path !== '/') assert.equal(headers['cache-control'], 'no-store')
  }
  const forged = await door.ask('/', {
    headers: { 'x-nonce': 'mine', 'content-security-policy': "script-src 'nonce-mine'" },
  })
  assert.doesNotMatch(forged.text, /mine/)
})

test('path tricks never reach a handler', async () => {
  await using door = await openDoor()
  const table: [string, number][] = [
    ['//evil.example/api/systems', 400],
    ['/api//systems', 400],
    ['/api/../api/systems', 400],
    ['/api/%2e%2e/systems', 400],
    ['/api/topics/%00', 400],
    ['/api/topics/%0d%0aX: 1', 400],
    ['/api\\systems', 400],
    ['/api/%', 400],
    ['/api/%ff', 400],
    ['/API/systems', 200],
    ['/api/systems;x', 404],
    ['/api/systems/', 404],
    ['/api/systems.json', 404],
    [`/api/systems?${'x'.repeat(4100)}`, 414],
  ]
  for (const [path, status] of table) {
    const text = await door.raw(
      `GET ${path.replaceAll(' ', '%20')} HTTP/1.1\r\nHost: localhost:${door.port}\r\nConnection: close\r\n\r\n`,
    )
    assert.equal(Number(text.split(' ')[1]), status, path)
  }
  assert.doesNotMatch((await door.ask('/API/systems')).text, /thermo/, 'paths are told apart by case')
})

test('whole addresses, odd verbs, Server Actions and writes to pages are refused', async () => {
  await using door = await openDoor()
  const head = `HTTP/1.1\r\nHost: localhost:${door.port}\r\nConnection: close\r\n`
  assert.match(await door.raw(`GET http://evil.example/ ${head}\r\n`), /^HTTP\/1.1 400/)
  assert.match(await door.raw(`OPTIONS * ${head}\r\n`), /^HTTP\/1.1 400/)
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
    assert.equal((await door.ask('/api/systems', { method })).status, 405, method)
  }
  assert.equal(
    (await door.ask('/', { method: 'POST', headers: { 'next-action': 'a'.repeat(40) }, body: '[]' })).status,
    404,
  )
  assert.equal((await door.ask('/', { headers: { 'next-action': 'x' } })).status, 404)
  assert.equal(
    (
      await door.ask('/alerts', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: '--x--',
      })
    ).status,
    405,
  )
  const override = await door.ask('/api/alerts/a1/ack', { headers: { 'x-http-method-override': 'POST' } })
  assert.equal(override.status, 405)
})

test('headers over 16 KiB are refused', async () => {
  await using door = await openDoor()
  assert.equal((await door.ask('/healthz', { headers: { 'x-long': 'x'.repeat(17_000) } })).status, 431)
})

test('who asks too often waits as long as it is told to, and others’ writes are counted apart from reads', async () => {
  let now = 0
  await using door = await openDoor(undefined, { now: () => now })
  const read = () => door.ask('/api/systems').then(({ status }) => status)
  const write = () => door.ask('/api/alerts/a1/ack', { method: 'POST' }).then(({ status }) => status)
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, read))), new Set([200]))
  const refused = await door.ask('/api/systems')
  assert.equal(refused.status, 429)
  assert.equal(refused.headers['retry-after'], '1')
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, write))), new Set([200]))
  assert.equal(await write(), 429)
  now += 100
  assert.equal(await write(), 200, '10 writes a second')
  assert.equal(await write(), 429)
  assert.deepEqual(await Promise.all([read(), read(), read(), read(), read(), read()]), [200, 200, 200, 200, 200, 429])
})

const upgrade = (line: string, headers: Record<string, string>) =>
  `${line}\r\n${Object.entries({ Connection: 'Upgrade', Upgrade: 'websocket', ...headers })
    .map(([k, v]) => `${k}: ${v}`)
    .join('\r\n')}\r\n\r\n`

test('only the console’s own socket is upgraded; everything else is told why and closed', async () => {
  await using door = await openDoor()
  let admitted = 0
  let next = 0
  ownUpgrade(door.server, {
    engine: {
      handleUpgrade: (_req, socket) => {
        admitted++
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
      },
    },
  })
  // Next would do this at its first request.
  door.server.on('upgrade', (_req, socket) => {
    next++
    socket.destroy()
  })
  const Host = `localhost:${door.port}`
  const table: [string, Record<string, string>, number][] = [
    ['GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', { Host }, 101],
    ['GET /socket.io/?EIO=4 HTTP/1.1', { Host, Origin: `http://${Host}` }, 101],
    ['GET /socket.io/?EIO=4 HTTP/1.1', { Host, Origin: 'null' }, 403],
    ['GET /socket.io/?EIO=4 HTTP/1.1', { Host, Origin: `http://${Host}.evil.example` }, 403],
    ['GET /socket.io/?EIO=4 HTTP/1.1', { Host, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['GET /socket.io/?EIO=4 HTTP/1.1', { Host: `evil.example:${door.port}` }, 421],
    ['GET http://169.254.169.254/latest HTTP/1.1', { Host }, 400],
    ['GET http://localhost/socket.io/ HTTP/1.1', { Host }, 400],
    ['GET //evil.example/socket.io/ HTTP/1.1', { Host }, 400],
    ['GET /_next/hmr HTTP/1.1', { Host }, 404],
    ['GET /_next/webpack-hmr HTTP/1.1', { Host }, 404],
    ['GET / HTTP/1.1', { Host }, 404],
    ['GET /socket.io HTTP/1.1', { Host }, 404],
    ['GET /socket.io/../ HTTP/1.1', { Host }, 400],
    ['POST /socket.io/ HTTP/1.1', { Host }, 400],
    ['GET /socket.io/ HTTP/1.1', { Host, Upgrade: 'h2c' }, 400],
  ]
  for (const [line, headers, status] of table) {
    const text = await door.raw(upgrade(line, headers))
    assert.equal(Number(text.split(' ')[1]), status, `${line} ${JSON.stringify(headers)}: ${text}`)
  }
  assert.equal(admitted, 2)
  assert.equal(next, 0, 'a listener that came later is not asked')
})

test('in development the reload socket of Next is let through', async () => {
  await using door = await openDoor(undefined, { dev: true })
  ownUpgrade(door.server, {
    engine: { handleUpgrade: (_req, socket) => socket.destroy() },
    devHandler: (_req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
  })
  const text = await door.raw(upgrade('GET /_next/webpack-hmr?id=1 HTTP/1.1', { Host: `localhost:${door.port}` }))
  assert.match(text, /^HTTP\/1.1 101/)
})
