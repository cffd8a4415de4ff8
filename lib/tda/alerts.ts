import type { AlertRule } from '../contract.ts'
import { sayFailure } from './job.ts'
import { readHealth } from './monitor.ts'
import { isCancelWish, readEvent, readJob, readResult } from './read.ts'

/** When the platform needs somebody, over its topics of jobs, events and monitoring and the groups of its workers. */
export const tdaAlerts = ({
  jobs,
  results,
  events,
  monitoring,
  groups,
}: {
  jobs: string
  results: string
  events: string
  monitoring: string
  groups: string[]
}): AlertRule[] => [
  {
    id: 'tda-job-failed',
    kind: 'record',
    title: 'Job failed',
    severity: 'warning',
    help: 'Its error type tells where to look: validation is the input, memory and timeout are the size, dependency and resource the platform.',
    topic: jobs,
    when: (m) => readJob(m).status === 'failed',
    subject: (m) => readJob(m).job_id,
    say: sayFailure,
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
    // A share of 5 % over a limit is what the 95th percentile over that limit means.
    id: 'tda-slow',
    kind: 'share',
    title: 'Jobs take over 300 s, 95th percentile',
    severity: 'warning',
    help: 'More than one completed job in twenty took longer than the limit: the clouds have grown, or the machines are too few.',
    topic: jobs,
    of: (m) => (readJob(m).seconds ?? 0) > 300,
    among: (m) => readJob(m).status === 'completed',
    overMs: 3_600_000,
    limit: 0.05,
    atLeast: 5,
  },
  {
    id: 'tda-waiting',
    kind: 'unanswered',
    title: 'Jobs nobody starts',
    severity: 'warning',
    help: 'They were submitted and nothing was heard of them since: no worker reads the topic, or all are busy. See the queue and the groups.',
    topic: jobs,
    key: (m) => (readJob(m).status === 'submitted' ? readJob(m).job_id : null),
    replies: [
      { topic: jobs, key: (m) => (readJob(m).status === 'submitted' || isCancelWish(m) ? null : readJob(m).job_id) },
      { topic: results, key: (m) => readResult(m).job_id || null },
    ],
    withinMs: 120_000,
    say: (m) => `job ${readJob(m).job_id}`,
  },
  {
    id: 'tda-stuck',
    kind: 'share',
    title: 'Jobs are submitted, none ends',
    severity: 'critical',
    help: 'The queue grows and nothing leaves it: no worker runs, or all are held by jobs that do not end. See the groups.',
    topic: jobs,
    of: (m) => readJob(m).status === 'submitted',
    among: (m) => readJob(m).status !== 'running' && !isCancelWish(m),
    overMs: 600_000,
    limit: 0.99,
    atLeast: 5,
    forMs: 120_000,
  },
  {
    id: 'tda-unhealthy',
    kind: 'record',
    title: 'Service unhealthy',
    severity: 'critical',
    help: 'A part of the platform says of itself that it does not work: which one stands in the service panel.',
    topic: monitoring,
    when: (m) => readHealth(m)?.tone === 'bad',
    subject: (m) => readHealth(m)?.source ?? '',
    say: (m) => readHealth(m)?.say ?? '',
  },
  {
    id: 'tda-errors',
    kind: 'share',
    title: 'Share of events that are errors',
    severity: 'warning',
    help: 'The platform reports trouble of its own, in files or components: see Events.',
    topic: events,
    of: (m) => readEvent(m).isError,
    // What is wrong with a submission is its sender's to correct: it counts among the jobs that fail.
    among: (m) => !readEvent(m).isRefusal,
    overMs: 300_000,
    limit: 0.05,
    atLeast: 20,
  },
  {
    id: 'tda-lag',
    kind: 'lag',
    title: 'Jobs pile up',
    severity: 'warning',
    // Commits stay below the lowest unfinished job, so one long job among many counts them all for a while.
    help: 'More is submitted than is computed, or no worker reads: see the group’s members and the queue; another worker shares the partitions.',
    groups,
    limit: 500,
    forMs: 300_000,
  },
]
