import type { System } from '../contract.ts'

export const rtfm: System = { id: 'rtfm', title: 'RTFM', blurb: 'Answers questions from chat history.', topics: [] }
