import { localNaive, parseNaive } from './calendar.ts'
import type { Engine } from './engine.ts'
import type { Past } from './past.ts'
import type { Prediction } from './prediction.ts'
import { Unprocessable, wantedList, wantedNumber, wantedObject, wantedText } from './validation.ts'

export interface ApiDeps {
  engine: Engine
  history: Pick<Past, 'of' | 'worst' | 'stats'>
  /** Puts a prediction on the topics, if Kafka is there. Does not wait and does not reject. */
  emit: (prediction: Prediction, requestId?: string) => void
  kafka: () => { state: string; cause?: string }
}

export interface Call {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  requestId?: string
}
export interface Answer {
  status: number
  body: unknown
}

const endpoints = {
  predict: 'POST /predict',
  batch_predict: 'POST /batch_predict',
  health: 'GET /health',
  stats: 'GET /stats',
  high_risk_customers: 'GET /high_risk_customers?limit=50',
  customer_history: 'GET /customer/{customer_id}/history?days=30',
}

/** The system's HTTP API: routes, bodies and errors as its users know them. No I/O of its own beyond the deps. */
export function createScoringApi(deps: ApiDeps): (call: Call) => Promise<Answer> {
  const { engine, history } = deps

  async function predict(customerId: string, date: string | null, requestId?: string): Promise<Prediction> {
    const at = date === null ? undefined : parseNaive(date)
    if (at !== undefined && Number.isNaN(at)) throw new Error(`Invalid isoformat string: '${date}'`)
    if (date !== null && /(Z|[+-]\d\d:?\d\d)$/.test(date.slice(10)))
      throw new Error(`observation_date must be naive, without zone: '${date}'`)
    const row = engine.look({ customerId, ...(at === undefined ? {} : { at }) })
    if (!row)
      throw new Error(`No transactions found for customer ${customerId}${date === null ? '' : ` before ${date}`}`)
    const [prediction] = await engine.score([{ customerId, row }])
    deps.emit(prediction!, requestId)
    return prediction!
  }

  const routes: Record<string, (call: Call) => Answer | Promise<Answer>> = {
    'GET /': () =>
      ok({
        name: 'Pre-Delinquency Risk API',
        version: engine.model.version,
        status: 'running',
        docs: 'README.md',
        endpoints,
      }),
    'GET /health': () => {
      const kafka = deps.kafka()
      return ok({
        status: 'healthy',
        model_loaded: true,
        database_connected: true,
        timestamp: localNaive(),
        kafka: kafka.state,
        ...(kafka.cause ? { kafka_cause: kafka.cause } : {}),
        model_version: engine.model.version,
        customers: engine.windows.size(),
      })
    },
    'GET /stats': async () => {
      const stats = await history.stats()
      return ok({ ...stats, last_updated: stats.last_updated ?? localNaive() })
    },
    'POST /predict': async ({ body, requestId }) => {
      const fields = wantedObject(body)
      const customerId = wantedText(fields, 'customer_id')!
      return ok(await predict(customerId, wantedText(fields, 'observation_date', true), requestId))
    },
    'POST /batch_predict': async ({ body }) => {
      const fields = wantedObject(body)
      const ids = wantedList(fields, 'customer_ids')
      const date = wantedText(fields, 'observation_date', true)
      const settled = await Promise.allSettled(ids.map((id) => predict(id, date)))
      return ok(settled.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : [])))
    },
    'GET /high_risk_customers': async ({ query }) => {
      const worst = await history.worst(wantedNumber(query, 'limit', 50))
      const customers = worst.map(({ top_feature_2, top_feature_2_impact, ...rest }) => rest)
      return ok({ count: customers.length, customers })
    },
  }

  async function customerHistory(id: string, query: URLSearchParams): Promise<Answer> {
    const days = wantedNumber(query, 'days', 30)
    const known = await history.of(id, Date.now() - days * 86_400_000)
    const rows = known.map(({ customer_id, ...rest }) => rest)
    if (!rows.length) return ok({ customer_id: id, history: [], message: 'No history found for this customer' })
    return ok({ customer_id: id, history: rows, count: rows.length })
  }

  return async (call) => {
    const one = /^\/customer\/([^/]+)\/history$/.exec(call.path)
    const route = routes[`${call.method} ${call.path}`]
    try {
      if (one && call.method === 'GET') return await customerHistory(decodeURIComponent(one[1]!), call.query)
      if (route) return await route(call)
    } catch (error) {
      if (error instanceof Unprocessable) return { status: 422, body: { detail: error.detail } }
      const what = call.path.includes('predict') ? 'Prediction failed' : 'Request failed'
      return { status: 500, body: { detail: `${what}: ${error instanceof Error ? error.message : String(error)}` } }
    }
    const known = one || Object.keys(routes).some((r) => r.endsWith(` ${call.path}`))
    return known
      ? { status: 405, body: { detail: 'Method Not Allowed' } }
      : { status: 404, body: { detail: 'Not Found' } }
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body })
