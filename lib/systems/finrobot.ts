import { z } from 'zod'
import type { System } from '../contract.ts'
import { form, kept, measure, reply, settings, topic } from '../define.ts'
import { anyObject, maybeText, num, toNumber } from '../wire.ts'

const requests = 'finrobot_input_topic'
const replies = 'finrobot_output_topic'

const notNull = z.unknown().refine((value) => value !== null && value !== undefined, 'must not be null')
const columns = z.looseObject({ input: z.union([z.array(notNull), notNull]).optional() })

/** Anything pandas makes a frame of: columns, or records. What the model then refuses is answered with an error, so it is still a request. */
const Request = z.looseObject({ input_data: z.union([z.array(columns), columns]) })
type Request = z.output<typeof Request>

/** On success one row of response text and metadata; `0` or `[0.0]` beside an error. */
const Reply = z.looseObject({
  inference: z.union([z.array(z.union([z.tuple([z.string(), anyObject.nullable()], z.unknown()), num])), num]),
  quality: num,
  error: maybeText,
})
type Reply = z.output<typeof Reply>

/** The texts of a request, however its frame was written. */
export function textsOf(request: Request): string[] {
  const data = request.input_data
  const cells = Array.isArray(data) ? data.map((row) => row.input) : data.input
  const list = Array.isArray(cells) ? cells : [cells]
  return list
    .filter((cell) => cell !== undefined && cell !== null)
    .map((cell) => (typeof cell === 'string' ? cell : JSON.stringify(cell)))
}

/** The model's response; Python may have printed a list or a frame into it, so it is shown as it is. */
export function responseOf(reply: Reply): string | null {
  const row = Array.isArray(reply.inference) ? reply.inference[0] : undefined
  return Array.isArray(row) && typeof row[0] === 'string' ? row[0] : null
}

const isFailed = (reply: Reply): boolean => !(toNumber(reply.quality) > 0) || !!reply.error

/** What went wrong, as one kind of thing, so that errors can be counted together. */
export function failureOf(reply: Reply): string | undefined {
  if (!isFailed(reply)) return undefined
  const error = reply.error ?? ''
  if (error.startsWith('Failed to decode JSON')) return 'not JSON'
  if (error.includes("'input_data'")) return 'no input_data'
  if (error.includes('COLUMN_NOT_IN_SCHEMA') || error.includes('InputsSchema')) return 'wrong columns'
  if (error.includes("'input' not in dataframe")) return 'wrong columns'
  if (error.includes('DataFrame constructor') || error.includes('arrays must be of the same length'))
    return 'not a table'
  if (error.includes('scalar values')) return 'a single value'
  if (error.includes("'response' contains null") || error.includes('"response"')) return 'the model gave no response'
  if (error.includes('contains null values')) return 'an empty input'
  if (error.startsWith('Error during prediction processing')) return 'wrong envelope'
  if (error.startsWith('The scoring server')) return 'scoring server'
  return 'model error'
}
const firstLine = (text: string): string => text.split('\n', 1)[0]!.slice(0, 200)

const Input = z.object({
  lines: z.array(z.string().min(1).max(4000)).min(1).max(100).meta({
    title: 'Texts',
    widget: 'lines',
    placeholder: "Summarise ACME's 10-K risk factors",
    description: 'One text a line; the model answers all of them in one reply',
  }),
})

export const finrobot: System = {
  id: 'finrobot',
  title: 'FinRobot',
  blurb: 'Answers equity research prompts with the registered model.',
  topics: [
    topic({
      name: requests,
      env: ['DEFAULT_INPUT_TOPIC'],
      title: 'Requests',
      noun: 'request',
      role: 'ledger',
      message: Request,
      key: () => null,
      settings: kept(1, 7),
      columns: [
        { id: 'text', title: 'Text', priority: 1, value: (m) => textsOf(m)[0] ?? null },
        { id: 'texts', title: 'Texts', kind: 'number', priority: 2, value: (m) => textsOf(m).length },
      ],
    }),
    topic({
      name: replies,
      env: ['DEFAULT_OUTPUT_TOPIC'],
      title: 'Replies',
      noun: 'reply',
      role: 'ledger',
      message: Reply,
      // The service writes this key on all of them, so that they share a partition and keep their order.
      key: () => 'prediction',
      settings: kept(1, 7),
      columns: [
        {
          id: 'quality',
          title: 'Outcome',
          kind: 'status',
          priority: 1,
          value: (m) => failureOf(m) ?? 'answered',
          tone: (m) => (isFailed(m) ? 'bad' : 'good'),
        },
        { id: 'response', title: 'Response', priority: 1, value: (m) => responseOf(m) },
        { id: 'error', title: 'Error', priority: 3, value: (m) => (m.error ? firstLine(m.error) : null) },
      ],
    }),
  ],
  groups: ['finrobot-regression'],
  measures: [
    measure<Request>({
      id: 'requests',
      title: 'Requests',
      topic: requests,
      unit: 'texts',
      value: (m) => textsOf(m).length,
    }),
    measure<Reply>({
      id: 'replies',
      title: 'Replies',
      topic: replies,
      value: (m) => (isFailed(m) ? 0 : 1),
      split: (m) => failureOf(m) ?? 'answered',
      tones: { answered: 'good' },
    }),
  ],
  exchange: {
    requests,
    replies,
    texts: textsOf,
    response: (m: Reply) => (isFailed(m) ? null : responseOf(m)),
    cause: failureOf,
    error: (m: Reply) => m.error ?? null,
    headers: { answers: 'x-answers', model: 'x-model' },
  },
  forms: [
    form({
      id: 'predict',
      title: 'Ask the model',
      verb: 'Ask',
      blurb:
        'FinRobot answers in the order it was asked. Where its replies do not name their request, the one that has waited longest gets it.',
      input: Input,
      presets: [
        { title: 'Risk factors', values: { lines: ["Summarise ACME's 10-K risk factors"] } },
        {
          title: 'Outlook',
          values: { lines: ['Outlook for ACME margins next year', 'What drove ACME’s performance this year?'] },
        },
      ],
      door: { kind: 'topic', topic: requests, compose: ({ lines }) => ({ input_data: { input: lines } }) },
      reply: reply<unknown, Reply>({
        topic: replies,
        certainty: 'inferred',
        fifo: true,
        of: () => 'prediction',
        in: () => 'prediction',
        failed: (m) =>
          isFailed(m) ? [failureOf(m), m.error && firstLine(m.error)].filter(Boolean).join(': ') : undefined,
        say: (m) => firstLine(responseOf(m) ?? 'answered'),
      }),
      timeoutMs: 60_000,
    }),
  ],
  alerts: [
    {
      id: 'finrobot-errors',
      kind: 'share',
      title: 'Share of replies that are errors',
      severity: 'warning',
      help: 'One reply in five fails. The kinds of error are counted on the FinRobot page: wrong inputs, or the model itself.',
      topic: replies,
      of: isFailed,
      overMs: 300_000,
      limit: 0.2,
      atLeast: 10,
    },
    {
      id: 'finrobot-waiting',
      kind: 'waiting',
      title: 'Requests nobody answers',
      severity: 'critical',
      help: 'Its health route says healthy all the same: look whether the consumer group has members and what it lags behind, then start the service (npm run worker finrobot).',
      system: 'finrobot',
      afterMs: 30_000,
    },
    {
      id: 'finrobot-slow',
      kind: 'slow',
      title: 'Replies are slow',
      severity: 'warning',
      help: 'The model takes long, or more is asked than one service answers: another process in the group shares the partitions.',
      system: 'finrobot',
      overMs: 300_000,
      limitMs: 10_000,
      atLeast: 10,
    },
    {
      id: 'finrobot-lag',
      kind: 'lag',
      title: 'The service falls behind',
      severity: 'warning',
      help: 'More is asked than is answered, or nobody reads: see the group’s members; another process in the group shares the partitions.',
      groups: ['finrobot-regression'],
      limit: 500,
      forMs: 60_000,
    },
  ],
  panels: [
    { kind: 'custom', id: 'figures', title: 'Now', name: 'finrobot-figures', wide: true },
    { kind: 'custom', id: 'exchanges', title: 'Requests and replies', name: 'finrobot-exchanges', main: true },
    { kind: 'custom', id: 'service', title: 'Service', name: 'finrobot-service', side: true },
    { kind: 'custom', id: 'causes', title: 'Errors by cause', name: 'finrobot-causes', side: true },
    { kind: 'series', id: 'outcomes', title: 'Replies by outcome', measures: ['replies'], stat: 'split' },
    {
      kind: 'series',
      id: 'rates',
      title: 'Requests and replies over time',
      measures: ['requests', 'replies'],
      stat: 'rate',
    },
  ],
  settings: settings(
    ['DEFAULT_KAFKA_SERVER', 'Brokers of its worker where KAFKA_BOOTSTRAP_SERVERS is not set; `npm start` sets it'],
    ['DEFAULT_INPUT_TOPIC', 'Topic of requests', requests],
    ['DEFAULT_OUTPUT_TOPIC', 'Topic of replies', replies],
    ['DEFAULT_GROUP_ID', 'Its consumer group', 'finrobot-regression', 'group'],
    ['DEFAULT_AUTO_OFFSET_RESET', 'Where a new group begins', 'earliest'],
    ['DEFAULT_FASTAPI_HOST', 'Its health service: address', '127.0.0.1'],
    ['DEFAULT_FASTAPI_PORT', 'Its health service: port', '8100'],
    [
      'MLFLOW_MODEL_URI',
      'Model in use: a folder, an http(s) scoring server, models:/name@alias or models:/name/version. Unset: models:/<name>@<alias>; with the embedded Kafka and no registry, the small model shipped with Milena',
    ],
    ['MLFLOW_MODEL_ALIAS', 'Alias of the registered model', 'Champion'],
    ['MLFLOW_REGISTERED_MODEL_NAME', 'Name of the registered model', 'finrobot'],
    ['MLFLOW_EXPERIMENT_NAME', 'Experiment the model should come from; another is warned of', 'finrobot'],
    ['MLFLOW_TRACKING_URI', 'Where models are tracked', './mlruns'],
    ['MLFLOW_REGISTRY_URI', 'Where models are registered; unset: where they are tracked'],
    ['LITELLM_API_KEY', 'Key the model itself uses: sent to a scoring server as bearer token', undefined, 'secret'],
  ),
}
