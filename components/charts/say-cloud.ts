import { count } from '#components/ui/format.ts'

/** "3 points of 2 coordinates". */
export const sayCloud = (points: readonly (readonly number[])[]): string =>
  `${count(points.length, 'point')} of ${count(points[0]?.length ?? 0, 'coordinate')}`
