import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import type { Shelf } from './shelf.ts'

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  /** Parsed; undefined when there was none. */
  body: unknown
}
export interface Answer {
  status: number
  /** Text is sent as it is, anything else as JSON. */
  body: unknown
}

const MOST_ROWS = 5000
const ok = (body: unknown): Answer => ({ status: 200, body })
const no = (status: number, detail: unknown): Answer => ({ status, body: { detail } })
/** As FastAPI tells what is missing or of the wrong kind. */
const invalid = (type: string, loc: (string | number)[], msg: string, input: unknown = null): Answer =>
  no(422, [{ type, loc, msg, input }])

const Named = z.object({ model_name: z.string().nullish(), version: z.union([z.string(), z.number()]).nullish() })

/** The routes of the pipeline's model service, with its bodies and errors in both dialects. */
export function createServiceRoutes(shelf: Shelf): (call: Call) => Promise<Answer> {
  const metrics = new Registry()
  const labels = ['model_name', 'version']
  const asked = new Counter({
    name: 'ml_predictions_total',
    help: 'Requests for predictions',
    labelNames: [...labels, 'status'],
    registers: [metrics],
  })
  const took = new Histogram({
    name: 'ml_predictions_duration_seconds',
    help: 'Time of a request for predictions',
    labelNames: labels,
    registers: [metrics],
  })
  const active = new Gauge({ name: 'ml_active_models', help: 'Models that are loaded', registers: [metrics] })
  const failed = new Counter({
    name: 'ml_model_load_errors_total',
    help: 'Models that could not be loaded',
    registers: [metrics],
  })

  async function predict({ query, body }: Call): Promise<Answer> {
    const [name, version] = [query.get('model_name'), query.get('version')]
    if (name === null) return invalid('missing', ['query', 'model_name'], 'Field required')
    if (version === null) return invalid('missing', ['query', 'version'], 'Field required')
    if (!Array.isArray(body)) return invalid('list_type', ['body'], 'Input should be a valid list', body)
    for (const [i, row] of body.entries()) {
      if (!Array.isArray(row)) return invalid('list_type', ['body', i], 'Input should be a valid list', row)
      const odd = row.findIndex((value) => typeof value !== 'number')
      if (odd >= 0) return invalid('float_type', ['body', i, odd], 'Input should be a valid number', row[odd])
    }
    const rows = body as number[][]
    if (rows.length === 0) return no(400, 'Features list cannot be empty')
    if (rows.length > MOST_ROWS) return no(400, `Too many rows: ${rows.length} (at most ${MOST_ROWS})`)
    if (rows.some((row) => row.length !== rows[0]!.length)) return no(400, 'All feature rows must have the same length')
    const found = await shelf.find(name, version)
    if (!found) return no(404, `Model ${name} version ${version} not found`)
    const ended = took.startTimer({ model_name: name, version })
    const count = (status: string) => asked.inc({ model_name: name, version, status })
    try {
      const model = await shelf.open(found)
      if (rows[0]!.length !== model.width)
        throw new Error(`the model takes ${model.width} features, not ${rows[0]!.length}`)
      const predictions = await model.run(rows)
      count('success')
      return ok({ predictions })
    } catch (error) {
      count('error')
      return no(500, `Prediction failed: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      ended()
    }
  }

  const routes: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    'POST /predict': predict,
    'POST /is_model_available': async ({ query, body }) => {
      const given = Named.safeParse(body ?? Object.fromEntries(query))
      const { model_name: name, version } = given.data ?? {}
      if (!name || version === null || version === undefined)
        return invalid('missing', ['body', name ? 'version' : 'model_name'], 'Field required')
      // Here, and only here, the newer dialect counts a whole number from 0.
      return ok({
        available: (await shelf.find(name, typeof version === 'number' ? `v${version + 1}` : version)) !== undefined,
      })
    },
    'POST /refresh': async ({ body }) => {
      const given = Named.safeParse(body ?? {})
      if (!given.success) return invalid('model_attributes_type', ['body'], 'Input should be a valid object', body)
      try {
        const models = await shelf.refresh(given.data.model_name ?? undefined)
        return ok({ status: 'models loaded', models })
      } catch (error) {
        failed.inc()
        return ok({ status: 'error', message: error instanceof Error ? error.message : String(error) })
      }
    },
    'GET /models': () =>
      ok(
        shelf.list().map(({ model, version, width, loaded }) => ({
          ...{ model_name: model, version: `v${version}`, loaded },
          ...{ input_shape: [null, width], output_shape: [null, 3] },
        })),
      ),
    'GET /health': () =>
      ok({
        ...{ status: 'healthy', models_loaded: shelf.list().filter((one) => one.loaded).length },
        ...{ onnxruntime_available: true, prometheus_available: true },
      }),
    'GET /metrics': async () => {
      active.set(shelf.list().filter((one) => one.loaded).length)
      return ok(await metrics.metrics())
    },
  }

  return async (call) => {
    const route = routes[`${call.method} ${call.path}`]
    if (route) return route(call)
    return Object.keys(routes).some((known) => known.endsWith(` ${call.path}`))
      ? no(405, 'Method Not Allowed')
      : no(404, 'Not Found')
  }
}
