import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NoModel } from './model.ts'
import { authorization } from './scoring-server.ts'

/** A version of a registered model and where its files are. */
export interface Version {
  name: string
  version: string
  /** `file:`, `mlflow-artifacts:`, a path, or something we cannot read. */
  artifacts: string
  runId?: string
}

export interface TrackingServer {
  byAlias: (name: string, alias: string) => Promise<Version>
  byVersion: (name: string, version: string) => Promise<Version>
  /** Fetches all files below an artifact address into `to`, once; returns `to`. */
  download: (artifacts: string, to: string) => Promise<string>
  /** The experiment a run belongs to. */
  experimentOf: (runId: string) => Promise<string | undefined>
}

/** A model this large is not one for this worker. */
const largest = 512 * 1024 * 1024
const patienceMs = 20_000

/** MLflow's tracking server by its REST API. Everything rejects with `NoModel`. */
export function createTrackingServer(base: string, call: typeof fetch = fetch): TrackingServer {
  const root = new URL(base.endsWith('/') ? base : `${base}/`)
  const headers = authorization(root)
  root.username = ''
  root.password = ''

  async function get(path: string, query: Record<string, string>): Promise<Response> {
    const url = new URL(path, root)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    try {
      return await call(url, { headers, signal: AbortSignal.timeout(patienceMs) })
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } }
      throw new NoModel(`MLflow at ${root.href} cannot be reached: ${cause?.code ?? message}`)
    }
  }

  async function json<T>(path: string, query: Record<string, string>): Promise<T> {
    const answer = await get(path, query)
    const text = await answer.text()
    let body: (T & { error_code?: string; message?: string }) | undefined
    try {
      body = JSON.parse(text)
    } catch {}
    if (!answer.ok || !body)
      throw new NoModel(
        `MLflow at ${root.href} answered ${answer.status}: ${body?.message ?? (text.slice(0, 200) || 'nothing')}`,
      )
    return body
  }

  async function located(found: { name: string; version: string; run_id?: string }): Promise<Version> {
    const { name, version, run_id } = found
    const where = { name, version: String(version) }
    const { artifact_uri } = await json<{ artifact_uri: string }>(
      'api/2.0/mlflow/model-versions/get-download-uri',
      where,
    )
    return { ...where, artifacts: artifact_uri, ...(run_id ? { runId: run_id } : {}) }
  }

  async function files(path: string): Promise<{ path: string; size: number }[]> {
    const { files = [] } = await json<{ files?: { path: string; is_dir: boolean; file_size?: number }[] }>(
      'api/2.0/mlflow-artifacts/artifacts',
      { path },
    )
    const found = await Promise.all(
      files.map(async (file) => {
        // Names are relative to the folder that was asked for.
        const full = `${path}/${file.path}`
        return file.is_dir ? files_(full, file.path) : [{ path: file.path, size: Number(file.file_size ?? 0) }]
      }),
    )
    return found.flat()
  }
  const files_ = async (full: string, below: string) =>
    (await files(full)).map((file) => ({ ...file, path: `${below}/${file.path}` }))

  async function fetchAll(path: string, to: string): Promise<void> {
    const all = await files(path)
    if (!all.length) throw new NoModel(`MLflow at ${root.href} has no files at ${path}`)
    const size = all.reduce((sum, file) => sum + file.size, 0)
    if (size > largest) throw new NoModel(`The model at ${path} has ${Math.round(size / 2 ** 20)} MiB; 512 are allowed`)
    for (const file of all) {
      const target = resolve(to, file.path)
      if (!target.startsWith(resolve(to) + sep))
        throw new NoModel(`MLflow names a file outside the model: ${file.path}`)
      const answer = await get(
        `api/2.0/mlflow-artifacts/artifacts/${`${path}/${file.path}`.split('/').map(encodeURIComponent).join('/')}`,
        {},
      )
      if (!answer.ok) throw new NoModel(`MLflow at ${root.href} answered ${answer.status} for ${file.path}`)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, Buffer.from(await answer.arrayBuffer()))
    }
  }

  return {
    byAlias: async (name, alias) => {
      const { model_version } = await json<{ model_version: Parameters<typeof located>[0] }>(
        'api/2.0/mlflow/registered-models/alias',
        { name, alias },
      )
      return located(model_version)
    },
    byVersion: async (name, version) => {
      const { model_version } = await json<{ model_version: Parameters<typeof located>[0] }>(
        'api/2.0/mlflow/model-versions/get',
        { name, version },
      )
      return located(model_version)
    },
    async download(artifacts, to) {
      const path = proxied(artifacts)
      if (path === undefined) {
        const local = localPath(artifacts)
        if (local && (await stat(join(local, 'MLmodel')).catch(() => undefined))) return local
        throw new NoModel(
          `The model's files are at ${artifacts}, which MLflow does not hand out: start its server with --serve-artifacts, or set MLFLOW_MODEL_URI to a local copy`,
        )
      }
      if (await stat(join(to, 'MLmodel')).catch(() => undefined)) return to
      const half = `${to}.part-${process.pid}`
      await rm(half, { recursive: true, force: true })
      await mkdir(half, { recursive: true })
      await fetchAll(path, half)
      // Another process may have been first; its copy is as good.
      await rename(half, to).catch(() => rm(half, { recursive: true, force: true }))
      return to
    },
    async experimentOf(runId) {
      const { run } = await json<{ run: { info: { experiment_id: string } } }>('api/2.0/mlflow/runs/get', {
        run_id: runId,
      })
      const { experiment } = await json<{ experiment: { name: string } }>('api/2.0/mlflow/experiments/get', {
        experiment_id: run.info.experiment_id,
      })
      return experiment.name
    },
  }
}

/** The path of `mlflow-artifacts:/…` on the server that hands artifacts out; undefined for other addresses. */
export function proxied(artifacts: string): string | undefined {
  const found = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifacts)
  return found?.[1]?.replace(/\/+$/, '')
}

export const localPath = (uri: string): string | undefined =>
  uri.startsWith('file:') ? fileURLToPath(uri) : /^[a-z][a-z0-9+.-]*:/i.test(uri) ? undefined : resolve(uri)

/** A registry that is a folder of files, as `./mlruns` is. */
export async function fromFileStore(store: string, name: string, wanted: { alias: string } | { version: string }) {
  const { parse } = await import('yaml')
  const models = join(localPath(store) ?? store, 'models', name)
  const version =
    'version' in wanted
      ? wanted.version
      : (await readFile(join(models, 'aliases', wanted.alias), 'utf8').catch(() => undefined))?.trim()
  if (!version)
    throw new NoModel(
      `${models} has no alias ${'alias' in wanted ? wanted.alias : ''}: register the model there, set MLFLOW_TRACKING_URI to your MLflow server, or MLFLOW_MODEL_URI to a model directory`,
    )
  const text = await readFile(join(models, `version-${version}`, 'meta.yaml'), 'utf8').catch(() => undefined)
  if (!text) throw new NoModel(`${models} has no version ${version}`)
  const meta = parse(text) as { source?: string; storage_location?: string; run_id?: string }
  const from = meta.storage_location || meta.source || ''
  const id = /^models:\/(m-[\w-]+)$/.exec(from)?.[1]
  const dir = id ? await loggedModel(localPath(store) ?? store, id) : localPath(from)
  if (!dir)
    throw new NoModel(`Version ${version} of ${name} lies at ${from || 'an unknown place'}, which is no local folder`)
  return { name, version, artifacts: dir } satisfies Version
}

/** Since MLflow 3 a version points to a logged model, which lies in the folder of its experiment. */
async function loggedModel(store: string, id: string): Promise<string | undefined> {
  for (const experiment of await readdir(store).catch(() => [])) {
    const dir = join(store, experiment, 'models', id, 'artifacts')
    if (await stat(dir).catch(() => undefined)) return dir
  }
  return undefined
}
