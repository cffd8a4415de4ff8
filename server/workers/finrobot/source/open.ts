import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import type { Log } from '#server/log.ts'
import type { FinRobotSettings } from '../settings.ts'
import { type Model, NoModel } from './model.ts'
import { openOnnx } from './onnx.ts'
import { createTrackingServer, fromFileStore, localPath } from './registry.ts'
import { createScoringServer } from './scoring-server.ts'

export interface OpenDeps {
  settings: Pick<FinRobotSettings, 'modelUri' | 'registry' | 'experiment' | 'key'>
  /** Where downloaded models are kept. */
  cache: string
  log: Pick<Log, 'info' | 'warn'>
}

/** Opens whatever `MLFLOW_MODEL_URI` names: a folder, a scoring server, a registered model. Rejects with `NoModel`. */
export async function openModel({ settings, cache, log }: OpenDeps): Promise<Model> {
  const { modelUri: uri, key } = settings
  if (/^https?:\/\//.test(uri)) return createScoringServer({ uri, ...(key ? { key } : {}) })
  const named = readModelsUri(uri)
  if (!named) {
    const dir = localPath(uri)
    if (!dir) throw new NoModel(`MLFLOW_MODEL_URI=${uri}: give a folder, an http(s) address, or models:/name@alias`)
    // A path below the folder the worker runs in is told without it.
    const short = relative(process.cwd(), dir)
    return openOnnx(dir, { uri, resolved: short && !short.startsWith('..') ? short : dir })
  }
  const { name } = named
  if (!/^https?:\/\//.test(settings.registry)) {
    if (!localPath(settings.registry))
      throw new NoModel(`MLFLOW_REGISTRY_URI=${settings.registry}: give an http(s) address or a folder`)
    const found = await fromFileStore(settings.registry, name, named)
    return openOnnx(found.artifacts, { uri, resolved: `models:/${name}/${found.version}` })
  }
  const server = createTrackingServer(settings.registry)
  const found = 'alias' in named ? await server.byAlias(name, named.alias) : await server.byVersion(name, named.version)
  const place = createHash('sha256').update(`${settings.registry} ${found.artifacts}`).digest('hex').slice(0, 16)
  const dir = await server.download(found.artifacts, join(cache, `${place}-${found.version}`))
  if (found.runId) {
    const experiment = await server.experimentOf(found.runId).catch(() => undefined)
    if (experiment !== undefined && experiment !== settings.experiment)
      log.warn(
        { experiment, expected: settings.experiment, model: `${name}/${found.version}` },
        'the model comes from another experiment than MLFLOW_EXPERIMENT_NAME',
      )
  }
  return openOnnx(dir, { uri, resolved: `models:/${name}/${found.version}` })
}

/** `models:/name@alias`, `models:/name/3`. */
export function readModelsUri(uri: string): { name: string; alias: string } | { name: string; version: string } | null {
  const found = /^models:\/+([^/@]+)(?:@([^/@]+)|\/(\d+))$/.exec(uri)
  if (!found) {
    if (uri.startsWith('models:'))
      throw new NoModel(`MLFLOW_MODEL_URI=${uri}: it must be models:/name@alias or models:/name/version`)
    return null
  }
  const [, name = '', alias, version = ''] = found
  return alias ? { name, alias } : { name, version }
}
