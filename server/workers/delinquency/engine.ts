import { computeFeatures } from './features.ts'
import { describe, type Prediction } from './prediction.ts'
import type { Model } from './score.ts'
import type { Profile } from './transaction.ts'
import { createWindows, type Windows } from './windows.ts'

/** Customers to score: at `at` (naive seconds), or at the calendar of their stream. */
export interface Ask {
  customerId: string
  at?: number
}

export interface Engine {
  windows: Windows
  profiles: Map<string, Pick<Profile, 'monthly_income' | 'salary_day'>>
  /** What the model will see, taken now: later transactions do not change it. Undefined: no transactions of this customer. */
  look: (ask: Ask) => Float32Array | undefined
  /** Scores what was looked at, in one run of the model. */
  score: (looks: readonly { customerId: string; row: Float32Array }[]) => Promise<Prediction[]>
  model: Model
}

/** Windows, profiles and the model together: from what customers did to what may become of them. */
export function createEngine(model: Model): Engine {
  const windows = createWindows()
  const profiles: Engine['profiles'] = new Map()
  return {
    windows,
    profiles,
    model,
    look({ customerId, at }) {
      const known = windows.of(customerId)
      if (!known) return undefined
      const now = at ?? known.clock
      if (known.window.length === 0 || known.window.at[0]! > now) return undefined
      return model.fill(computeFeatures(known.window, profiles.get(customerId), now))
    },
    async score(looks) {
      const scores = await model.score(looks.map((look) => look.row))
      return looks.map((look, i) => describe(model, { ...look, score: scores[i]! }))
    },
  }
}
