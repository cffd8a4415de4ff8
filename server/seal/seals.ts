import type { System } from '#lib/contract.ts'
import { isToken } from '#lib/seal.ts'
import { decrypt, encrypt, type FernetKey, readKey } from './fernet.ts'

export type SealedInput =
  | { ok: true; input: unknown }
  | { ok: false; status: 422; title: string; detail: string; errors: Record<string, string> }
export type OpenedField =
  | { ok: true; value: unknown; sealedAt: number }
  | { ok: false; status: 409 | 422; detail: string }

export interface Seals {
  /** Replaces the inputs that must not be stored or sent in the clear by Fernet tokens. Inputs sealed before stay as they are. */
  seal: (system: string, form: string, input: unknown) => SealedInput
  /** The value of a token: JSON if it is, else text. */
  open: (system: string, token: unknown) => OpenedField
  /** Whether a key is configured. */
  ready: (system: string) => boolean
}

/** Keys of a setting: one, or several with commas between. Undefined names what is wrong with it; the keys themselves are never told. */
export function readKeys(text: string | undefined): { keys: FernetKey[]; wrong?: string } {
  const parts = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const keys = parts.map(readKey)
  const bad = keys.indexOf(undefined)
  if (bad >= 0)
    return {
      keys: [],
      wrong: `${parts.length > 1 ? `key ${bad + 1} of ${parts.length}` : 'it'} is not a Fernet key: 32 bytes as base64url, as Fernet.generate_key() makes them`,
    }
  return { keys: keys as FernetKey[] }
}

export function createSeals(systems: readonly System[], settings: Record<string, string | undefined>): Seals {
  const known = new Map(
    systems.flatMap((system) =>
      system.sealing
        ? [[system.id, { ...system.sealing, keys: readKeys(settings[system.sealing.setting]).keys }] as const]
        : [],
    ),
  )
  return {
    ready: (system) => (known.get(system)?.keys.length ?? 0) > 0,
    seal(system, form, input) {
      const sealing = known.get(system)
      const given = input as Record<string, unknown>
      const names = (sealing?.fields[form] ?? []).filter((name) => given[name] !== undefined)
      if (!sealing || names.length === 0) return { ok: true, input }
      const [key] = sealing.keys
      if (!key) {
        const say = `cannot be sealed: no key is configured. Set ${sealing.setting} and start the console again, or leave the field empty`
        return {
          ok: false,
          status: 422,
          title: 'Nothing was sent',
          detail: `What is sensitive leaves only sealed, and no key is configured. Set ${sealing.setting}, or leave the field empty.`,
          errors: Object.fromEntries(names.map((name) => [name, say])),
        }
      }
      const own = (value: unknown) =>
        typeof value === 'string' && isToken(value) && sealing.keys.some((k) => decrypt(k, value).ok)
      const sealed = names.map((name) => {
        const value = given[name]
        return [name, own(value) ? value : encrypt(key, jsonOf(value))] as const
      })
      return { ok: true, input: { ...given, ...Object.fromEntries(sealed) } }
    },
    open(system, token) {
      const sealing = known.get(system)
      if (!sealing) return { ok: false, status: 422, detail: 'This system seals nothing.' }
      if (sealing.keys.length === 0)
        return {
          ok: false,
          status: 409,
          detail: `No key is configured: set ${sealing.setting} and start the console again.`,
        }
      if (typeof token !== 'string' || !isToken(token))
        return { ok: false, status: 422, detail: 'What stands there is no Fernet token.' }
      const tries = sealing.keys.map((key) => decrypt(key, token))
      const opened = tries.find((one) => one.ok)
      if (opened?.ok) return { ok: true, value: readValue(opened.bytes), sealedAt: opened.time * 1000 }
      const damaged = tries.every((one) => !one.ok && one.why === 'not a token')
      return {
        ok: false,
        status: 422,
        detail: damaged
          ? 'The token is damaged: it is no whole Fernet token.'
          : `${tries.length === 1 ? 'The key in' : `None of the ${tries.length} keys in`} ${sealing.setting} ${tries.length === 1 ? 'does not open' : 'opens'} it: it was sealed with another key, or changed on its way.`,
      }
    },
  }
}

/** What is typed is JSON where it can be read as such, else text: either way JSON is what is sealed. */
function jsonOf(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  try {
    JSON.parse(value)
    return value
  } catch {
    return JSON.stringify(value)
  }
}

function readValue(bytes: Buffer): unknown {
  const text = bytes.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
