import pino from 'pino'

export type Log = pino.Logger

/** The one maker of loggers: a line of JSON per fact on stderr, so that stdout stays for people. */
export const createLog = (name: string, level: string): Log =>
  pino({ name, level, base: undefined }, pino.destination(2))
