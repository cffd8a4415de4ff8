import type { System } from '../contract.ts'

export const tda: System = { id: 'tda', title: 'TDA', blurb: 'Computes the shape of point clouds.', topics: [] }
