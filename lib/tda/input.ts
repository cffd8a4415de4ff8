import { z } from 'zod'
import { sampleShape, shapes } from './shapes.ts'
import { estimateSimplices } from './size.ts'

const algorithms = ['vietoris_rips', 'alpha_complex', 'cech_complex', 'witness_complex', 'sparse_rips'] as const
const metrics = ['euclidean', 'manhattan', 'chebyshev', 'minkowski', 'cosine'] as const
/** Built from balls in space, so only the straight distance makes sense for them. */
const onlyEuclidean: readonly string[] = ['alpha_complex', 'cech_complex']
const own = 'own points'
const sampled = { shape: [...shapes] }

export const JobInput = z
  .object({
    shape: z
      .enum([...shapes, own])
      .default('circle')
      .meta({ title: 'Cloud', group: 'Points', description: 'A sample whose shape is known, or points of your own' }),
    count: z
      .int()
      .min(4)
      .max(1000)
      .default(120)
      .meta({ title: 'How many', group: 'Points', unit: 'points', when: sampled }),
    noise: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .meta({ title: 'Noise', group: 'Points', unit: 'of the radius', when: sampled }),
    seed: z.int().min(0).max(4_294_967_295).default(1).meta({
      title: 'Seed',
      group: 'Points',
      when: sampled,
      description: 'The same seed gives the same points',
    }),
    points: z
      .array(z.array(z.number()).min(1).max(10))
      .min(2, 'a shape needs at least 2 points: add some, or take a sample as the cloud')
      .max(20_000)
      .optional()
      .meta({
        title: 'Points of your own',
        group: 'Points',
        widget: 'points',
        when: { shape: [own] },
        placeholder: '0.12, 0.98',
        description: 'One point a line, 1 to 10 coordinates',
      }),
    algorithm: z.enum(algorithms).default('vietoris_rips').meta({ title: 'Algorithm', group: 'Computation' }),
    max_dimension: z.int().min(0).max(5).default(1).meta({
      title: 'Highest dimension',
      group: 'Computation',
      description: '0 pieces, 1 loops, 2 voids',
    }),
    max_edge_length: z
      .number()
      .gt(0)
      .optional()
      .meta({ title: 'Longest edge', group: 'Computation', description: 'Empty: no limit' }),
    metric: z.enum(metrics).default('euclidean').meta({ title: 'Distance', group: 'Computation' }),
    num_steps: z
      .int()
      .min(10)
      .max(1000)
      .default(100)
      .meta({ title: 'Steps', group: 'Computation', description: 'Of the Betti curves' }),
    precision: z.enum(['single', 'double']).default('double').meta({ title: 'Precision', group: 'Computation' }),
    priority: z.enum(['low', 'normal', 'high', 'critical']).default('normal').meta({ title: 'Priority', group: 'Run' }),
    timeout_seconds: z
      .int()
      .min(1)
      .max(300)
      .default(300)
      .meta({ title: 'Time limit', group: 'Run', unit: 's', description: 'Then it fails with a timeout error' }),
    sensitive_data: z.string().max(20_000).optional().meta({
      title: 'Sensitive data',
      group: 'Run',
      widget: 'textarea',
      secret: true,
      description: 'Text or JSON; sealed before it is stored or sent, and not kept in the address',
    }),
  })
  .refine((job) => job.shape !== own || job.points, {
    path: ['points'],
    error: 'paste points or choose a CSV file; or take a sample as the cloud',
  })
  .refine((job) => !job.points || job.points.every((p) => p.length === job.points![0]!.length), {
    path: ['points'],
    error: 'all points need the same number of coordinates',
  })
  .refine((job) => job.metric === 'euclidean' || !onlyEuclidean.includes(job.algorithm), {
    path: ['metric'],
    error: 'this algorithm knows only the euclidean distance: choose it, or vietoris_rips',
  })
export type JobInput = z.output<typeof JobInput>

export const jobPresets = [
  {
    title: 'A loop',
    values: { shape: 'circle', count: 120, noise: 0.05, algorithm: 'vietoris_rips', max_dimension: 1 },
  },
  {
    title: 'A torus',
    values: { shape: 'torus', count: 400, noise: 0.02, algorithm: 'alpha_complex', max_dimension: 2 },
  },
  {
    title: 'Two pieces',
    values: { shape: 'two clusters', count: 80, noise: 0, algorithm: 'vietoris_rips', max_dimension: 0 },
  },
  {
    title: 'Two loops',
    values: { shape: 'figure eight', count: 160, noise: 0.03, algorithm: 'alpha_complex', max_dimension: 1 },
  },
]

/** Points of one's own go before the sample. */
export const pointsOf = (input: JobInput): number[][] =>
  input.points ?? (input.shape === own ? [] : sampleShape({ ...input, shape: input.shape }))

/** The contract's envelope, and beside it at the top level what the Flink job needs to compute: valid for the one, computable for the other. */
export function composeJob(input: JobInput, { id, now }: { id: string; now: Date }) {
  const timestamp = now.toISOString().replace('Z', '+00:00')
  const points = pointsOf(input)
  const { algorithm, priority, max_dimension, max_edge_length, num_steps, metric, precision, timeout_seconds } = input
  const { shape, count, noise, seed, sensitive_data } = input
  // The console has sealed it: what stands here is a token.
  const sealed = sensitive_data === undefined ? undefined : { sensitive_data }
  return {
    metadata: {
      message_id: `job-${id}-${now.getTime()}`,
      message_type: 'job.submitted',
      timestamp,
      source_service: 'milena',
      correlation_id: id,
      user_id: null,
      session_id: null,
      trace_id: null,
      version: '1.0',
      ...(sealed && { encrypted: true }),
    },
    payload: {
      job_id: id,
      status: 'submitted',
      algorithm,
      priority,
      submitted_at: timestamp,
      metadata: { num_points: points.length, ...(!input.points && { sample: { shape, count, noise, seed } }) },
      ...sealed,
    },
    job_id: id,
    timestamp,
    algorithm,
    point_cloud: { points, dimension: points[0]!.length },
    parameters: {
      max_dimension,
      ...(max_edge_length !== undefined && { max_edge_length }),
      num_steps,
      metric,
      precision,
      timeout_seconds,
    },
  }
}

const fields = ['max_dimension', 'max_edge_length', 'num_steps', 'metric', 'precision', 'timeout_seconds'] as const

/** The values a form needs to submit the same job again; null where its message holds no points. */
export function inputOfJob(message: any): Record<string, unknown> | null {
  const list = message?.point_cloud?.points ?? message?.payload?.point_cloud?.points
  if (!Array.isArray(list) || list.length === 0) return null
  const sample = message.payload?.metadata?.sample
  const parameters = message.parameters ?? message.payload?.parameters ?? {}
  const algorithm = message.payload?.algorithm ?? message.algorithm
  const priority = message.payload?.priority
  return {
    ...(sample ?? { shape: own, points: list.map((p: any) => (Array.isArray(p) ? p : p.coordinates)) }),
    ...(algorithm && { algorithm }),
    ...(typeof priority === 'string' && { priority }),
    ...Object.fromEntries(fields.flatMap((name) => (parameters[name] == null ? [] : [[name, parameters[name]]]))),
  }
}

const many = 50_000_000

/** What a job without a longest edge would build, when that is more than a machine holds. */
export function warnOfSize(input: JobInput): string | undefined {
  if (input.algorithm !== 'vietoris_rips') return undefined
  const n = estimateSimplices(pointsOf(input), input)
  return n > many
    ? `Before it is reduced this complex has about ${n > 1e12 ? 'a trillion' : n > 1e9 ? `${Math.round(n / 1e9)} billion` : `${Math.round(n / 1e6)} million`} simplices: it may take long or end in a memory error. A longest edge, fewer points, a lower dimension or the alpha complex help.`
    : undefined
}
