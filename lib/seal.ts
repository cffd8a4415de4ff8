import { isObject } from './wire.ts'

/** The shape of a Fernet token: version 0x80 and a time before the year 36812 make its first five letters. At least one block of text. */
const token = /^gAAAAA[A-Za-z0-9_-]{92,}={0,2}$/
export const isToken = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 100 && value.length % 4 === 0 && token.test(value)

/** The value at a dotted path, or undefined. */
export const valueAt = (message: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((here, key) => (isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined), message)

/** Whether the field that a topic seals is there, and sealed. */
export function sealOf(message: unknown, path: string | undefined): 'sealed' | 'clear' | undefined {
  const value = path === undefined ? undefined : valueAt(message, path)
  if (value === undefined || value === null) return undefined
  return isToken(value) ? 'sealed' : 'clear'
}
