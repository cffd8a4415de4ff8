import { delinquency } from '#lib/systems/delinquency.ts'
import { systems } from '#lib/systems/index.ts'

/** Every page there is, for the checks that hold on all of them. */
export const pages: string[] = [
  '/',
  '/requests',
  ...systems.flatMap((system) => (system.forms ?? []).map((form) => `/requests/new/${system.id}/${form.id}`)),
  '/alerts',
  ...systems.map((system) => `/systems/${system.id}`),
  '/topics',
  `/topics/${delinquency.boards![0]!.topic}`,
  '/groups',
  '/schemas',
  ...systems.flatMap((system) => (system.schemas ?? []).slice(0, 1).map(({ subject }) => `/schemas/${subject}`)),
  '/bad',
]
