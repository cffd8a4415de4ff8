import { duration } from '#components/ui/format.ts'

/** "12 s", "nothing to clear", "not at this rate". */
export const sayClears = (lag: number, seconds: number | null): string =>
  lag === 0
    ? 'nothing to clear'
    : seconds === null || !Number.isFinite(seconds)
      ? 'not at this rate'
      : duration(seconds * 1000)
