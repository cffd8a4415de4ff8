import type { Tone } from '#lib/contract.ts'
import { jobLevels } from '#lib/tda/job.ts'
import type { JobStatus } from '#lib/tda/read.ts'

/** How the panels of the platform speak and look. */

export const words = (text: string | null | undefined): string => text?.replaceAll('_', ' ') ?? ''

export const levelOfStatus = (status: JobStatus): (typeof jobLevels)[number] =>
  jobLevels.find((level) => level.id === status) ?? (jobLevels[0] as (typeof jobLevels)[number])

export const toneOfStatus = (status: JobStatus): Tone => levelOfStatus(status).tone

export const jobHref = (system: string, job: string): string => `/systems/${system}/${encodeURIComponent(job)}`

/** What a dimension of homology is to people, its colour and its shape: never colour alone. */
const dimensions = [
  { word: 'pieces', token: '--accent', mark: '●', dash: [] },
  { word: 'loops', token: '--high', mark: '▲', dash: [6, 3] },
  { word: 'voids', token: '--low', mark: '◆', dash: [2, 3] },
  { word: '3-voids', token: '--medium', mark: '■', dash: [8, 3, 2, 3] },
] as const
export const lookOf = (dimension: number) => {
  const look = dimensions[Math.min(dimension, 3)] ?? dimensions[3]
  return dimension > 3 ? { ...look, word: `${dimension}-voids` } : look
}
