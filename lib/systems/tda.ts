import type { System } from '../contract.ts'
import { board, form, kept, measure, reply, settings, topic } from '../define.ts'
import { composeJob, type Job, JobInput, jobColumns, jobLevels, mergeJob, mergeResult, tookMs } from '../tda/job.ts'
import { EventMessage, JobMessage, MonitorMessage, ResultMessage } from '../tda/messages.ts'
import { readEvent, readJob, readMonitor, readResult, sayResult } from '../tda/read.ts'

const jobs = 'tda_jobs'
const results = 'tda_results'
const events = 'tda_events'
const monitoring = 'tda_monitoring'

const lz4 = { replication: 3, 'compression.type': 'lz4' }
const words = (text: string | null) => text?.replaceAll('_', ' ')
const jobTones = Object.fromEntries(jobLevels.map((level) => [level.id, level.tone]))
const failure = (m: any): string => {
  const { error_type, error_message } = readJob(m)
  return [words(error_type), error_message].filter(Boolean).join(': ') || 'failed'
}

export const tda: System = {
  id: 'tda',
  title: 'TDA',
  blurb: 'Computes the shape of point clouds: which pieces, loops and voids they have.',
  topics: [
    topic({
      name: jobs,
      env: ['KAFKA_JOBS_TOPIC'],
      title: 'Jobs',
      noun: 'job event',
      role: 'ledger',
      message: JobMessage,
      key: (m) => readJob(m).job_id || null,
      settings: kept(6, 7, lz4),
      columns: [
        { id: 'job', title: 'Job', kind: 'id', priority: 1, value: (m) => readJob(m).job_id },
        {
          id: 'status',
          title: 'State',
          kind: 'status',
          priority: 1,
          value: (m) => readJob(m).status,
          tone: (m) => jobTones[readJob(m).status],
        },
        { id: 'algorithm', title: 'Algorithm', priority: 2, value: (m) => words(readJob(m).algorithm) },
        { id: 'points', title: 'Points', kind: 'number', priority: 3, value: (m) => readJob(m).points },
        {
          id: 'say',
          title: 'What it says',
          priority: 3,
          value: (m) => readJob(m).error_message ?? words(readJob(m).stage),
        },
      ],
      locked: 'payload.sensitive_data',
    }),
    topic({
      name: results,
      env: ['KAFKA_RESULTS_TOPIC'],
      title: 'Results',
      noun: 'result',
      role: 'ledger',
      message: ResultMessage,
      key: (m) => readResult(m).job_id || null,
      settings: kept(3, 30, lz4),
      tombstones: true,
      columns: [
        { id: 'job', title: 'Job', kind: 'id', priority: 1, value: (m) => readResult(m).job_id },
        { id: 'type', title: 'Kind', priority: 2, value: (m) => words(readResult(m).type) },
        {
          id: 'say',
          title: 'What it found',
          priority: 1,
          value: sayResult,
          tone: (m) => (readResult(m).error ? 'bad' : undefined),
        },
        { id: 'points', title: 'Points', kind: 'number', priority: 3, value: (m) => readResult(m).points },
        { id: 'took', title: 'Took', kind: 'duration', priority: 2, value: (m) => ms(readResult(m).seconds) },
        { id: 'size', title: 'Size', kind: 'bytes', priority: 3, value: (m) => readResult(m).size },
      ],
      locked: 'payload.sensitive_data',
    }),
    topic({
      name: events,
      env: ['KAFKA_EVENTS_TOPIC'],
      title: 'Events',
      noun: 'event',
      role: 'ledger',
      message: EventMessage,
      key: (m) => m.payload?.file_id ?? m.payload?.data?.file_id ?? null,
      settings: kept(12, 1, lz4),
      columns: [
        {
          id: 'type',
          title: 'Event',
          kind: 'status',
          priority: 1,
          value: (m) => readEvent(m).type,
          tone: (m) => (readEvent(m).isError ? 'bad' : readEvent(m).isWarning ? 'warn' : 'muted'),
        },
        { id: 'say', title: 'What it says', priority: 1, value: (m) => readEvent(m).say },
        { id: 'subject', title: 'About', kind: 'id', priority: 2, value: (m) => readEvent(m).subject },
      ],
      locked: 'payload.sensitive_data',
    }),
    topic({
      name: monitoring,
      env: ['KAFKA_MONITORING_TOPIC'],
      title: 'Monitoring',
      noun: 'reading',
      role: 'gauge',
      message: MonitorMessage,
      key: () => null,
      settings: kept(3, 7, lz4),
      columns: [
        { id: 'type', title: 'Reading', priority: 1, value: (m) => words(readMonitor(m).type) },
        { id: 'about', title: 'About', priority: 2, value: (m) => words(readMonitor(m).about) },
        { id: 'numbers', title: 'Numbers', priority: 1, value: sayNumbers },
      ],
    }),
  ],
  groups: ['tda-backend-group', 'tda_backend', 'flink-tda-consumer', 'tda-streaming-processor', 'tda-metrics-exporter'],
  boards: [
    board<any>({
      id: 'jobs',
      title: 'Jobs',
      noun: 'job',
      topic: jobs,
      key: (m) => readJob(m).job_id || null,
      merge: mergeJob,
      joins: [{ topic: results, key: (m) => readResult(m).job_id || null, merge: mergeResult }],
      // What is under way stands above what is over, the newest first.
      rank: (j: Job) => (j.status === 'running' || j.status === 'submitted' ? 2e15 : 0) + j.updated_at,
      level: (j: Job) => j.status,
      levels: jobLevels,
      search: (j: Job) => [j.algorithm, j.user_id, j.error_type, j.error_message].filter(Boolean).join(' '),
      sorts: {
        age: (j: Job) => j.updated_at,
        took: (j: Job) => tookMs(j) ?? -1,
        points: (j: Job) => j.points ?? -1,
        pairs: (j: Job) => j.pairs ?? -1,
      },
      columns: jobColumns,
    }),
  ],
  measures: [
    measure({ id: 'jobs', title: 'Job events', topic: jobs, split: (m) => readJob(m).status }),
    measure({
      id: 'execution',
      title: 'Time a job takes',
      topic: jobs,
      unit: 's',
      value: (m) => (readJob(m).status === 'completed' ? readJob(m).seconds : null),
      bins: [0, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    }),
    measure({
      id: 'results',
      title: 'Results',
      topic: results,
      unit: 'pairs',
      value: (m) => readResult(m).pairs.length || null,
      split: (m) => words(readResult(m).type),
    }),
    measure({ id: 'events', title: 'Events', topic: events, split: (m) => readEvent(m).type }),
    measure({
      id: 'computation',
      title: 'Computation',
      topic: monitoring,
      unit: 'ms',
      value: (m) => readMonitor(m).numbers.computation_time_ms,
      split: (m) => words(readMonitor(m).about),
    }),
  ],
  forms: [
    form({
      id: 'job',
      title: 'Submit a job',
      verb: 'Submit job',
      blurb: 'A point cloud for the platform to compute: a sample of known shape, or your own points.',
      input: JobInput,
      presets: [
        { title: 'A loop', values: { shape: 'circle', count: 120, noise: 0.05 } },
        { title: 'A torus', values: { shape: 'torus', count: 300, noise: 0.02 } },
        { title: 'Two pieces', values: { shape: 'two clusters', count: 80, noise: 0 } },
        { title: 'Two loops', values: { shape: 'figure eight', count: 160, noise: 0.03 } },
      ],
      door: {
        kind: 'topic',
        topic: jobs,
        compose: composeJob,
        headers: (_, { now }) => ({
          source: 'milena',
          timestamp: String(now.getTime()),
          'content-type': 'application/json',
        }),
      },
      reply: reply<unknown, any>({
        topic: results,
        certainty: 'exact',
        of: ({ message }) => message.job_id,
        in: (m) => readResult(m).job_id || null,
        also: {
          topic: jobs,
          in: (m) => readJob(m).job_id || null,
          stage: (m) => stageOf(m),
          failed: (m) => (['failed', 'cancelled'].includes(readJob(m).status) ? failure(m) : undefined),
        },
        failed: (m) => readResult(m).error ?? undefined,
        say: sayResult,
      }),
      timeoutMs: 300_000,
    }),
  ],
  alerts: [
    {
      id: 'tda-job-failed',
      kind: 'record',
      title: 'Job failed',
      severity: 'warning',
      help: 'Its error type tells where to look: validation is the input, memory and timeout are the size, dependency and resource the platform.',
      topic: jobs,
      when: (m) => readJob(m).status === 'failed',
      subject: (m) => readJob(m).job_id,
      say: failure,
    },
    {
      id: 'tda-failure-share',
      kind: 'share',
      title: 'Share of jobs that fail',
      severity: 'critical',
      help: 'More than one job in ten that ended has failed: look for one error type among them.',
      topic: jobs,
      of: (m) => readJob(m).status === 'failed',
      among: (m) => ['completed', 'failed'].includes(readJob(m).status),
      overMs: 600_000,
      limit: 0.1,
      atLeast: 10,
    },
    {
      id: 'tda-slow-job',
      kind: 'record',
      title: 'Job took over 300 s',
      severity: 'warning',
      help: 'Past the time limit of the platform: fewer points, a lower dimension or a shorter longest edge.',
      topic: jobs,
      when: (m) => (readJob(m).seconds ?? 0) > 300,
      subject: (m) => readJob(m).job_id,
      say: (m) => `${Math.round(readJob(m).seconds ?? 0)} s`,
      value: (m) => readJob(m).seconds ?? 0,
    },
    {
      id: 'tda-errors',
      kind: 'share',
      title: 'Share of events that are errors',
      severity: 'warning',
      help: 'The platform reports trouble of its own, in files or components: see Events.',
      topic: events,
      of: (m) => readEvent(m).isError,
      overMs: 300_000,
      limit: 0.05,
      atLeast: 20,
    },
  ],
  panels: [
    {
      kind: 'kpis',
      id: 'now',
      title: 'Now',
      items: [
        { title: 'Jobs', from: 'board-count', board: 'jobs' },
        { title: 'Running', from: 'board-level', board: 'jobs', level: 'running' },
        { title: 'Failed', from: 'board-level', board: 'jobs', level: 'failed' },
        { title: 'Job events', from: 'rate', measure: 'jobs' },
        { title: 'A job takes', from: 'mean', measure: 'execution', unit: 's' },
        { title: 'Result to screen', from: 'latency', topic: results },
      ],
    },
    { kind: 'board', id: 'jobs', title: 'Jobs', board: 'jobs' },
    { kind: 'series', id: 'states', title: 'Job events by state', measures: ['jobs'], stat: 'split' },
    { kind: 'histogram', id: 'execution', title: 'Time a job takes', measure: 'execution' },
    { kind: 'series', id: 'computation', title: 'Computation time', measures: ['computation'], stat: 'mean' },
    { kind: 'tail', id: 'results', title: 'Results', topic: results },
    { kind: 'tail', id: 'events', title: 'Events', topic: events },
    { kind: 'tail', id: 'monitoring', title: 'Monitoring', topic: monitoring },
  ],
  entity: { noun: 'Job', board: 'jobs', topics: [{ topic: jobs }, { topic: results }] },
  settings: settings(
    ['KAFKA_JOBS_TOPIC', 'Topic of jobs', jobs],
    ['KAFKA_RESULTS_TOPIC', 'Topic of results', results],
    ['KAFKA_EVENTS_TOPIC', 'Topic of events', events],
    ['KAFKA_MONITORING_TOPIC', 'Topic of monitoring', monitoring],
    ['KAFKA_TOPIC_PREFIX', 'Prefix of topics the platform makes itself', 'tda_'],
    ['SCHEMA_REGISTRY_URL', 'Schema Registry', 'http://localhost:8081'],
  ),
}

function ms(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000
}

function sayNumbers(message: any): string {
  const { numbers, status } = readMonitor(message)
  const said = Object.entries(numbers).map(([name, value]) => `${words(name)} ${Number(value.toPrecision(3))}`)
  return [status, ...said].filter(Boolean).slice(0, 5).join(' · ')
}

function stageOf(message: any): string | undefined {
  const { status, stage, progress } = readJob(message)
  if (status === 'submitted') return undefined
  return [words(stage) ?? status, progress !== null && `${Math.round(progress * 100)} %`].filter(Boolean).join(' · ')
}
