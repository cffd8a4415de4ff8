import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createStateFolder } from './state-folder.ts'

async function pipeline() {
  const dir = await mkdtemp(join(tmpdir(), 'milena-states-'))
  const jobs = await mkdtemp(join(tmpdir(), 'milena-jobs-'))
  const write = (id: string, state: string, more = {}) => {
    const [crypto, model, version] = id.split('_')
    return writeFile(join(dir, `${id}.json`), JSON.stringify({ crypto, model, version, state, error_msg: '', ...more }))
  }
  return {
    ...{ dir, jobs, write },
    folder: createStateFolder({ dir, jobs, root: "/opt/it's here" }),
    read: async (id: string) => JSON.parse(await readFile(join(dir, `${id}.json`), 'utf8')),
    async [Symbol.asyncDispose]() {
      await rm(dir, { recursive: true })
      await rm(jobs, { recursive: true })
    },
  }
}
const one = 'BTCUSDT_lightgbm_v1'
const consumer = { crypto: 'BTCUSDT', model: 'tst', version: 'v2' }

describe('the pipeline’s state files', () => {
  it('are listed, the producer first, also those that are broken', async () => {
    await using at = await pipeline()
    await at.write(one, 'running')
    await at.write('ALL_producer_main', 'error', { error_msg: 'no broker' })
    await writeFile(join(at.dir, 'BTCUSDT_tst_v1.json'), '{"crypto":')
    await writeFile(join(at.dir, 'notes.json'), '{}')
    const { processes, folder } = await at.folder.list()
    assert.deepEqual(
      processes.map(({ id, kind, state, error }) => [id, kind, state, error]),
      [
        ['ALL_producer_main', 'producer', 'error', 'no broker'],
        [one, 'consumer', 'running', ''],
        ['BTCUSDT_tst_v1', 'consumer', 'unknown', 'The file is not JSON.'],
      ],
    )
    assert.equal(processes[1]?.group, 'lightgbm-v1-consumer')
    assert.deepEqual(folder, { folder: at.dir, locked: null, unstartable: null })
  })

  it('take the documented commands, keep their other fields, and leave nothing beside them', async () => {
    await using at = await pipeline()
    await at.write(one, 'running', { pid: 4711 })
    const paused = await at.folder.command(one, 'pause')
    assert.ok(paused.ok && paused.before === 'running' && paused.process.state === 'pause')
    assert.deepEqual(await at.read(one), {
      ...{ crypto: 'BTCUSDT', model: 'lightgbm', version: 'v1', state: 'pause', error_msg: '', pid: 4711 },
    })
    for (const [verb, state] of [
      ['resume', 'start'],
      ['delete', 'delete'],
      ['resume', 'start'],
    ] as const) {
      assert.ok((await at.folder.command(one, verb)).ok)
      assert.equal((await at.read(one)).state, state)
    }
    assert.deepEqual(await readdir(at.dir), [`${one}.json`])
  })

  it('refuse what makes no sense, and names that lead elsewhere', async () => {
    await using at = await pipeline()
    await at.write(one, 'deleted')
    await at.write('ALL_producer_main', 'running')
    const asked = async (id: string, verb: 'pause' | 'resume' | 'delete') => {
      const done = await at.folder.command(id, verb)
      return done.ok ? 'done' : done.status
    }
    assert.equal(await asked(one, 'pause'), 409)
    assert.equal(await asked(one, 'resume'), 409)
    assert.equal(await asked('ALL_producer_main', 'delete'), 409)
    for (const id of ['BTCUSDT_none_v1', '../../etc/passwd', 'a_b', '']) assert.equal(await asked(id, 'pause'), 404)
  })

  it('begin a new consumer with a job that a shell can run, once', async () => {
    await using at = await pipeline()
    const begun = await at.folder.start(consumer)
    assert.ok(begun.ok && begun.process.state === 'start')
    const job = join(at.jobs, 'BTCUSDT_tst_v2.sh')
    assert.equal(
      await readFile(job, 'utf8'),
      "#!/bin/sh\ncd '/opt/it'\\''s here' && exec npm run worker crypto -- --crypto BTCUSDT --model tst --version v2\n",
    )
    assert.ok((await stat(job)).mode & 0o100)
    const again = await at.folder.start(consumer)
    assert.ok(!again.ok && again.status === 409 && /one already, and it is starting/.test(again.detail))
    await at.write('BTCUSDT_tst_v2', 'deleted')
    assert.ok((await at.folder.start(consumer)).ok)
  })

  it('are left alone where the console has no folder, and it says which setting to look at', async () => {
    const folder = createStateFolder({ dir: '/nonexistent/states', jobs: '/nonexistent/jobs', root: '/' })
    const { processes, folder: where } = await folder.list()
    assert.deepEqual(processes, [])
    assert.equal(where.locked, 'There is no folder /nonexistent/states (STATE_DIR).')
    for (const done of [await folder.command(one, 'pause'), await folder.start(consumer)])
      assert.ok(!done.ok && done.status === 409 && /STATE_DIR/.test(done.detail))
  })
})
