import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { canned } from '#lib/rtfm/canned.ts'
import { freePort } from '#server/start/steps.ts'
import { ensureVenv } from '#server/start/venv.ts'
import { gone } from '#server/testing/processes.ts'
import { until } from '#server/testing/until.ts'
import { chat, query, stage } from './testing.ts'

/** ChromaDB's own server from PyPI, in a folder of its own. */
async function startChroma(dir: string, port: number) {
  // Its Python client would bring a hundred packages; the server is compiled and needs none.
  process.env.PIP_NO_DEPS = '1'
  const venv = await ensureVenv({
    ...{ name: 'rtfm-chroma', requirements: 'server/workers/rtfm/chroma-requirements.txt', say: () => {} },
  })
  delete process.env.PIP_NO_DEPS
  const run = 'import sys, chromadb_rust_bindings as c; c.cli(["chroma"] + sys.argv[1:])'
  const args = ['-c', run, 'run', '--path', dir, '--host', '127.0.0.1', '--port', String(port)]
  const child = spawn(venv.python, args, { cwd: dir, stdio: 'ignore' })
  await until('ChromaDB answers', () =>
    fetch(`http://127.0.0.1:${port}/api/v2/heartbeat`).then(
      (r) => r.ok,
      () => false,
    ),
  )
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone(child)
    },
  }
}

test('the chat in a real ChromaDB is found and cited; while it is away questions hear why, and messages wait until it is back', async () => {
  await using on = await stage()
  const dir = await mkdtemp(join(tmpdir(), 'milena-chroma-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
  const port = await freePort()
  const chroma = await startChroma(dir, port)
  const settings = { CHROMA_URL: `http://127.0.0.1:${port}` }
  const told = chat('The quarterly report is due on 4 December, send it to Ines', '1434567890123456789')
  const chatter = Array.from({ length: 60 }, (_, i) => chat(`chatter ${i} about lunch, weather and tabs`, `8${i}`))
  await on.kafka.door.sink.send([told, told, ...chatter])
  await using worker = await on.worker(settings, { failures: 2, openMs: 1000 })
  assert.equal(worker.about.archive, 'ChromaDB')
  await until('the chat is kept, each message once', async () => (await worker.archive.count()) === 61)
  const ask = async (text: string) => {
    const one = query(text)
    await on.kafka.door.sink.send([one])
    return on.answerOf(one.key!)
  }
  const answer = await ask('when is the quarterly report due?')
  assert.match(answer.response_text, /quarterly report is due on 4 December/)
  assert.deepEqual(answer.metadata.sources, ['1434567890123456789'])
  assert.equal((await ask('where is the submarine?')).response_text, canned.nothing)

  await chroma[Symbol.asyncDispose]()
  assert.ok(
    (await ask('when is the quarterly report due?')).response_text.startsWith(`${canned.error} (Error: ChromaDB`),
  )
  await on.kafka.door.sink.send([chat('The annual audit is on 9 January', '99')])
  assert.match(await worker.metrics.text(), /rtfm_circuit_breaker_state\{service="chromadb"\} [012]/)
  const again = await startChroma(dir, port)
  await until(
    'what was said meanwhile is kept',
    async () => (await Promise.resolve(worker.archive.count()).catch(() => 0)) === 62,
  )
  await until('questions are answered again', async () =>
    /9 January/.test((await ask('when is the annual audit?')).response_text),
  )

  // It comes back with nothing in it.
  await again[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
  await mkdir(dir)
  await using _empty = await startChroma(dir, port)
  await until('a question finds the loss, and the archive is filled again', async () => {
    await ask('when is the quarterly report due?')
    return (await Promise.resolve(worker.archive.count()).catch(() => 0)) === 62
  })
  assert.match((await ask('when is the quarterly report due?')).response_text, /due on 4 December/)
})
