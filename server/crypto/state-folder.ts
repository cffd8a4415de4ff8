import { constants } from 'node:fs'
import { access, chmod, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  allows,
  commandOf,
  consumerId,
  groupOf,
  type NewConsumer,
  type PipelineData,
  type ProcessRow,
  partsOfId,
  StateFile,
  sayState,
  startable,
  type Verb,
  whyNot,
} from '#lib/crypto/pipeline.ts'

type Process = Omit<ProcessRow, 'lag'>
type Failure = { ok: false; status: number; detail: string }
export type Commanded = { ok: true; process: Process; before: ProcessRow['state'] } | Failure

export interface StateFolder {
  /** All processes that have a file, the producer first. Files that cannot be read are rows too, and say why. Never rejects. */
  list: () => Promise<{ processes: Process[]; folder: Omit<PipelineData, 'symbols'> }>
  command: (id: string, verb: Verb) => Promise<Commanded>
  /** Leaves a job for the pipeline's job handler, and a state file that says `start`. */
  start: (consumer: NewConsumer) => Promise<Commanded>
}

const mostFiles = 500

/** The pipeline's control plane: reads its state files and writes the documented commands into them. `dir` and `jobs` as the pipeline's own processes have them. */
export function createStateFolder({ dir, jobs, root }: { dir: string; jobs: string; root: string }): StateFolder {
  const known = new Map<string, { mtime: number; process: Process }>()

  async function read(id: string): Promise<Process | null> {
    const parts = partsOfId(id)
    if (!parts) return null
    const file = join(dir, `${id}.json`)
    let at = 0
    try {
      at = (await stat(file)).mtimeMs
      const before = known.get(id)
      if (before?.mtime === at) return before.process
      const process = rowOf(id, { ...parts, at, text: await readFile(file, 'utf8') })
      known.set(id, { mtime: at, process })
      return process
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      return { ...rowOf(id, { ...parts, at, text: '{}' }), error: `The file cannot be read: ${codeOf(error)}.` }
    }
  }

  const writable = async (path: string, name: string): Promise<string | null> => {
    const problem = await access(path, constants.W_OK | constants.R_OK | constants.X_OK).then(
      () => null,
      (error: unknown) => codeOf(error),
    )
    if (problem === null) return null
    return problem === 'ENOENT'
      ? `There is no folder ${path} (${name}).`
      : `The console may not write to ${path} (${name}: ${problem}).`
  }
  const locked = () => writable(dir, 'STATE_DIR')

  /** Through a file beside it and a rename: whoever reads sees the old text or the new, never a part. */
  async function put(path: string, text: string, mode = 0o664): Promise<void> {
    const beside = `${path}.${process.pid}.tmp`
    try {
      await writeFile(beside, text, { mode })
      await chmod(beside, mode)
      await rename(beside, path)
    } catch (error) {
      await unlink(beside).catch(() => {})
      throw error
    }
  }

  async function change(id: string, fields: Partial<StateFile>): Promise<void> {
    const path = join(dir, `${id}.json`)
    const parsed = StateFile.safeParse(
      await readFile(path, 'utf8')
        .then(JSON.parse)
        .catch(() => null),
    )
    await put(path, JSON.stringify({ ...partsOfId(id), error_msg: '', ...(parsed.success && parsed.data), ...fields }))
    known.delete(id)
  }

  return {
    async list() {
      const [why, jobless] = await Promise.all([locked(), writable(jobs, 'JOBS_DIR')])
      const names = await readdir(dir).catch(() => [] as string[])
      const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
      const found = await Promise.all(ids.slice(0, mostFiles).map(read))
      const processes = found.filter((one) => one !== null)
      processes.sort((a, b) => Number(b.kind === 'producer') - Number(a.kind === 'producer') || (a.id < b.id ? -1 : 1))
      return { processes, folder: { folder: dir, locked: why, unstartable: why ?? jobless } }
    },
    async command(id, verb) {
      const why = await locked()
      if (why) return { ok: false, status: 409, detail: why }
      const row = await read(id)
      if (!row) return { ok: false, status: 404, detail: 'There is no such process: it has no state file.' }
      if (!allows(row, verb)) return { ok: false, status: 409, detail: whyNot(row, verb) }
      await change(id, { state: commandOf[verb] })
      return { ok: true, process: (await read(id)) ?? row, before: row.state }
    },
    async start(consumer) {
      const why = (await locked()) ?? (await writable(jobs, 'JOBS_DIR'))
      if (why) return { ok: false, status: 409, detail: why }
      const id = consumerId(consumer)
      const row = await read(id)
      if (row && !startable(row.state))
        return { ok: false, status: 409, detail: `There is one already, and it is ${sayState(row.state)}.` }
      await change(id, { ...consumer, state: 'start', error_msg: '' })
      // The state first: a consumer that starts at once finds the command it was started with.
      await put(join(jobs, `${id}.sh`), jobOf(consumer, root), 0o775)
      return { ok: true, process: (await read(id))!, before: row?.state ?? 'unknown' }
    },
  }
}

function rowOf(id: string, at: { crypto: string; model: string; version: string; at: number; text: string }): Process {
  const { crypto, model, version, text } = at
  const kind: Process['kind'] = model === 'producer' ? 'producer' : 'consumer'
  const base = {
    ...{ id, kind, crypto, model, version, at: at.at },
    group: kind === 'consumer' ? groupOf(model, version) : null,
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ...base, state: 'unknown', error: 'The file is not JSON.' }
  }
  const parsed = StateFile.safeParse(value)
  if (!parsed.success) return { ...base, state: 'unknown', error: 'The file does not name a consumer and its state.' }
  return { ...base, state: parsed.data.state, error: (parsed.data.error_msg ?? '').slice(0, 500) }
}

/** Names are letters, digits and hyphens; the folder is quoted for the shell. */
const jobOf = ({ crypto, model, version }: NewConsumer, root: string): string =>
  `#!/bin/sh\ncd '${root.replaceAll("'", "'\\''")}' && exec npm run worker crypto -- --crypto ${crypto} --model ${model} --version ${version}\n`

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown'
