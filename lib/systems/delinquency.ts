import type { System } from '../contract.ts'

export const delinquency: System = {
  id: 'delinquency',
  title: 'Delinquency',
  blurb: 'Scores customers for payment trouble before it happens.',
  topics: [],
}
