import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleAll,
  handleWhen,
  IterableBackoff,
  retry,
  wrap,
} from 'cockatiel'
import { z } from 'zod'
import type { Log } from '#server/log.ts'
import { besidePredict } from '#server/store/crypto-service.ts'
import { questions } from './features.ts'
import type { Candle } from './read-candles.ts'
import { type Triple, versionNumber } from './table.ts'

/** Asks the model service at FASTAPI_URL. */
export interface Predictor {
  /** What the model says of the candles at these places, each with the 29 before it. Null: it could not be asked or refused, after all retries. */
  predict: (candles: readonly Candle[], places: readonly number[], signal?: AbortSignal) => Promise<Triple[] | null>
  /** Why the last question had no answer; undefined when it had one. */
  problem: () => string | undefined
}

export interface PredictorOptions {
  /** FASTAPI_URL, asked each time: the project's own service may have moved. */
  url: () => string | undefined | Promise<string | undefined>
  symbol: string
  model: string
  version: string
  log: Log
  /** Waits between tries, ms; the pipeline's: 1, 2, 4 s. */
  waits?: number[]
  /** After all tries failed nobody asks for this long. */
  restMs?: number
  timeoutMs?: number
}

/** A refusal that no retry changes. */
class Refusal extends Error {}
class NotThere extends Refusal {}

const Answer = z.object({ predictions: z.array(z.array(z.number()).length(3)) })
const Listed = z.array(
  z.looseObject({
    model_name: z.string(),
    version: z.union([z.string(), z.number()]),
    input_shape: z.array(z.unknown()).nullish(),
  }),
)
const USUAL_WIDTH = 150

/** The policy's waits between tries do not end when told to: who leaves does not wait for them. */
function unlessLeft<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const left = Promise.withResolvers<never>()
  const leave = () => left.reject(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  return Promise.race([work, left.promise]).finally(() => signal.removeEventListener('abort', leave))
}

export function createPredictor(options: PredictorOptions): Predictor {
  const { symbol, model, version, log, waits = [1000, 2000, 4000], restMs = 10_000, timeoutMs = 300_000 } = options
  const number = versionNumber(version)
  /**
   * A service names its models plainly or by symbol; the older one counts versions from 0. The one that answered stays first. `v1` is what cannot
   * be taken for another version; a service that does not know the form says that there is no such model.
   */
  const names = [
    { name: model, version: `v${number}` },
    { name: `${symbol}_${model}`, version: String(number) },
    { name: `${symbol.toLowerCase()}_${model}`, version: String(number - 1) },
    { name: model, version: String(number) },
  ]
  let width: number | undefined
  let problem: string | undefined

  const again = retry(
    handleWhen((error) => !(error instanceof Refusal)),
    { maxAttempts: waits.length, backoff: new IterableBackoff(waits) },
  ).dangerouslyUnref()
  // One question after all its retries is enough to know: until the service rests, candles are passed on and mended later.
  const breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof Refusal)),
    { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(1) },
  )
  const policy = wrap(breaker, again)

  async function call(url: string, init: RequestInit, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) })
    if (response.ok) return response.json()
    const said = (await response.text()).slice(0, 300)
    const text = `${response.status} ${said}`
    if (response.status === 404) throw new NotThere(text)
    // A wrong width is answered with 500, too: it will not get better, but the same number also stands for trouble that passes.
    if (response.status < 500 && response.status !== 408 && response.status !== 429) throw new Refusal(text)
    throw new Error(text)
  }

  /** The width that the service says its model takes; without a word the pipeline's own. */
  async function learnWidth(url: string, signal: AbortSignal): Promise<number> {
    const listed = await call(besidePredict(url, '/models'), {}, signal).catch((error: unknown) => {
      if (error instanceof NotThere) return []
      throw error
    })
    const models = Listed.safeParse(listed).data ?? []
    const mine = models.find((one) => names.some((n) => n.name === one.model_name && n.version === String(one.version)))
    const told = mine?.input_shape?.at(-1)
    return typeof told === 'number' ? told : USUAL_WIDTH
  }

  async function once(candles: readonly Candle[], places: readonly number[], signal: AbortSignal): Promise<Triple[]> {
    const url = await options.url()
    if (!url) throw new Error('no model service is there yet')
    width ??= await learnWidth(url, signal)
    const ask = questions[width]
    if (!ask) throw new Refusal(`its input has ${width} columns; known are ${Object.keys(questions).join(' and ')}`)
    const body = ask(candles, places)
    for (let i = 0; ; i++) {
      const { name, version: sent } = names[i]!
      const query = new URLSearchParams({ model_name: name, version: sent })
      try {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
        const answer = Answer.parse(await call(`${url}${url.includes('?') ? '&' : '?'}${query}`, init, signal))
        if (answer.predictions.length !== places.length) throw new Error('as many answers as questions were expected')
        if (i > 0) names.unshift(...names.splice(i, 1))
        return answer.predictions
      } catch (error) {
        if (!(error instanceof NotThere) || i === names.length - 1) throw error
      }
    }
  }

  return {
    problem: () => problem,
    async predict(candles, places, signal = new AbortController().signal) {
      if (!places.length) return []
      try {
        const answer = await unlessLeft(
          policy.execute(() => once(candles, places, signal), signal),
          signal,
        )
        problem = undefined
        return answer
      } catch (error) {
        if (signal.aborted) return null
        // What was learnt of a service that now refuses may be of another one.
        width = undefined
        if (!(error instanceof BrokenCircuitError)) {
          const cause =
            error instanceof Error
              ? error.cause instanceof Error
                ? error.cause.message
                : error.message
              : String(error)
          problem = `the model service: ${cause}`.slice(0, 300)
          log.warn(
            { symbol, model, version, candles: places.length, cause: problem },
            'candles skipped; they are predicted later',
          )
        }
        return null
      }
    },
  }
}

/** Tries 5 times, 5 s apart, as the pipeline does when it connects; our own database, which is made when it is first started, more often. */
export const connecting = ({ pauseMs = 5000, tries = 5 } = {}) =>
  retry(handleAll, { maxAttempts: tries - 1, backoff: new ConstantBackoff(pauseMs) })
