import type { System } from '../contract.ts'

export const finrobot: System = {
  id: 'finrobot',
  title: 'FinRobot',
  blurb: 'Answers equity research prompts with a registered model.',
  topics: [],
}
