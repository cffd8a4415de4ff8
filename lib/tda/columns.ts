import type { Column, Tone } from '../contract.ts'
import { jobLevels } from './job.ts'
import { readEvent, readJob, readMonitor, readResult, sayResult } from './read.ts'

/** How the platform's messages are read in tables, whichever dialect they are in. */

const words = (text: string | null) => text?.replaceAll('_', ' ')
const jobTones: Record<string, Tone> = Object.fromEntries(jobLevels.map((level) => [level.id, level.tone]))

export const jobMessageColumns: Column[] = [
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
]

export const resultMessageColumns: Column[] = [
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
]

export const eventMessageColumns: Column[] = [
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
]

export const monitorMessageColumns: Column[] = [
  { id: 'type', title: 'Reading', priority: 1, value: (m) => words(readMonitor(m).type) },
  { id: 'about', title: 'About', priority: 2, value: (m) => words(readMonitor(m).about) },
  { id: 'numbers', title: 'Numbers', priority: 1, value: sayNumbers },
]

function ms(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000
}

function sayNumbers(message: any): string {
  const { numbers, status } = readMonitor(message)
  const said = Object.entries(numbers).map(([name, value]) => `${words(name)} ${Number(value.toPrecision(3))}`)
  return [status, ...said].filter(Boolean).slice(0, 5).join(' · ')
}
