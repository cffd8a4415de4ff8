import type { System } from '../contract.ts'
import { board, kept, measure, settings, topic } from '../define.ts'
import { tdaAlerts } from '../tda/alerts.ts'
import { eventMessageColumns, jobMessageColumns, monitorMessageColumns, resultMessageColumns } from '../tda/columns.ts'
import { tdaForms } from '../tda/forms.ts'
import { type Job, jobColumns, jobLevels, mergeJob, mergeResult, tookMs } from '../tda/job.ts'
import { EventMessage, JobMessage, MonitorMessage, ResultMessage } from '../tda/messages.ts'
import { isCancelWish, readEvent, readJob, readMonitor, readResult } from '../tda/read.ts'
import { shortJob, shortResult } from '../tda/short.ts'
import { tdaSubjects } from '../tda/subjects.ts'

const jobs = 'tda_jobs'
const results = 'tda_results'
const events = 'tda_events'
const monitoring = 'tda_monitoring'

const lz4 = { replication: 3, 'compression.type': 'lz4' }
const words = (text: string | null) => text?.replaceAll('_', ' ')
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
      columns: jobMessageColumns,
      locked: 'payload.sensitive_data',
      short: shortJob,
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
      columns: resultMessageColumns,
      short: shortResult,
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
      columns: eventMessageColumns,
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
      columns: monitorMessageColumns,
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
      },
      columns: jobColumns,
    }),
  ],
  measures: [
    measure({
      id: 'jobs',
      title: 'Job events',
      topic: jobs,
      split: (m) => (isCancelWish(m) ? 'cancel asked' : readJob(m).status),
    }),
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
  forms: tdaForms({ jobs, results, events }),
  alerts: tdaAlerts({ jobs, results, events, monitoring, groups: ['tda-backend-group'] }),
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
    { kind: 'custom', id: 'life', title: 'Jobs over time', name: 'tda-life', wide: true },
    { kind: 'custom', id: 'queue', title: 'Queue', name: 'tda-queue', side: true },
    { kind: 'custom', id: 'service', title: 'Service', name: 'tda-service', side: true },
    { kind: 'board', id: 'jobs', title: 'Jobs', board: 'jobs' },
    { kind: 'series', id: 'states', title: 'Job events by state', measures: ['jobs'], stat: 'split' },
    { kind: 'histogram', id: 'execution', title: 'Time a job takes', measure: 'execution' },
    { kind: 'series', id: 'computation', title: 'Computation time', measures: ['computation'], stat: 'mean' },
    { kind: 'tail', id: 'results', title: 'Results', topic: results },
    { kind: 'tail', id: 'events', title: 'Events', topic: events },
    { kind: 'tail', id: 'monitoring', title: 'Monitoring', topic: monitoring },
  ],
  entity: { noun: 'Job', board: 'jobs', topics: [{ topic: jobs }, { topic: results }], panel: 'job' },
  settings: settings(
    ['KAFKA_JOBS_TOPIC', 'Topic of jobs', jobs],
    ['KAFKA_RESULTS_TOPIC', 'Topic of results', results],
    ['KAFKA_EVENTS_TOPIC', 'Topic of events', events],
    ['KAFKA_MONITORING_TOPIC', 'Topic of monitoring', monitoring],
    ['KAFKA_TOPIC_PREFIX', 'How the names of its topics begin', 'tda_'],
    ['SCHEMA_REGISTRY_URL', 'Schema Registry', 'http://localhost:8081'],
    ['TDA_CONCURRENCY', 'Jobs a worker computes at once', '2'],
    ['TDA_TIMEOUT_S', 'Longest a job may take, in seconds; a job may ask for less', '300'],
    ['TDA_MEMORY_MB', 'Most memory of a computation, in MiB; a job may ask for less', '1024'],
    ['TDA_INLINE_PAIRS', 'Pairs in a result message; a file holds all when there are more', '2000'],
    ['TDA_METRICS_PORT', 'Port of the worker’s /metrics and /health', '9108'],
    ['TDA_PYTHON', 'Python that has GUDHI, in place of the one the worker prepares'],
    ['TDA_FERNET_KEY', 'Fernet keys of sensitive data, commas between; the first seals', undefined, 'secret'],
  ),
  schemas: tdaSubjects({ jobs, results, events }),
  sealing: { setting: 'TDA_FERNET_KEY', fields: { job: ['sensitive_data'] } },
  prefix: { env: 'KAFKA_TOPIC_PREFIX', usual: 'tda_' },
}
