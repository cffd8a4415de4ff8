import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '#server/config.ts'

/** What the worker takes from the environment, under FinRobot's own names. */
export interface FinRobotSettings {
  /** undefined: the cluster the console is set to. */
  brokers?: string[]
  groupId: string
  /** Where a group that never committed begins. */
  fromBeginning: boolean
  host: string
  port: number
  modelUri: string
  /** Where registered models are looked up: an http(s) address or a folder. */
  registry: string
  experiment: string
  /** LITELLM_API_KEY */
  key?: string
}

/** The small model that comes with Milena. */
export const shippedModel: string = join(import.meta.dirname, 'model')

const begins: Record<string, boolean> = {
  ...{ earliest: true, smallest: true, beginning: true },
  ...{ latest: false, largest: false, end: false },
}

/** Throws `ConfigError` with one line per wrong variable. */
export function readSettings(config: Pick<Config, 'settings' | 'kafka'>): FinRobotSettings {
  const { settings: given, kafka } = config
  const wrong: string[] = []
  const reset = given.DEFAULT_AUTO_OFFSET_RESET ?? 'earliest'
  const fromBeginning = begins[reset.toLowerCase()]
  if (fromBeginning === undefined) wrong.push(`DEFAULT_AUTO_OFFSET_RESET=${reset}: must be earliest or latest`)
  const port = Number(given.DEFAULT_FASTAPI_PORT)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    wrong.push(`DEFAULT_FASTAPI_PORT=${given.DEFAULT_FASTAPI_PORT}: must be a port, 0 to 65535`)
  if (wrong.length) throw new ConfigError(wrong.join('\n'))

  const tracking = given.MLFLOW_TRACKING_URI ?? './mlruns'
  const registry = given.MLFLOW_REGISTRY_URI ?? tracking
  const [name, alias] = [given.MLFLOW_REGISTERED_MODEL_NAME!, given.MLFLOW_MODEL_ALIAS!]
  // With the embedded broker and nothing said of MLflow, there is a model all the same.
  const untouched =
    registry === './mlruns' && name === 'finrobot' && alias === 'Champion' && !existsSync('./mlruns/models')
  const chosen = given.MLFLOW_MODEL_URI ?? (kafka.embedded && untouched ? shippedModel : `models:/${name}@${alias}`)
  const server = given.DEFAULT_KAFKA_SERVER
  return {
    ...(server && !kafka.chosen
      ? {
          brokers: server
            .split(',')
            .map((b) => b.trim())
            .filter(Boolean),
        }
      : {}),
    groupId: given.DEFAULT_GROUP_ID!,
    fromBeginning: fromBeginning!,
    host: given.DEFAULT_FASTAPI_HOST!,
    port,
    modelUri: chosen,
    registry,
    experiment: given.MLFLOW_EXPERIMENT_NAME!,
    ...(given.LITELLM_API_KEY ? { key: given.LITELLM_API_KEY } : {}),
  }
}
