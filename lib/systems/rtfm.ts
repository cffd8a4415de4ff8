import type { System } from '../contract.ts'

export const rtfm: System = { id: 'rtfm', title: 'RTFM', blurb: 'Answers questions from a Discord server's history.', topics: [] }
