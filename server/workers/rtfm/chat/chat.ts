import { createRandom, mix, type Random } from '../../random.ts'
import { type Asked, questions } from './questions.ts'
import { channels, type Scene, scenes } from './scenes.ts'
import { createWorld, people, type World } from './world.ts'

export interface Line {
  channel: string
  username: string
  text: string
}
export interface Chat {
  world: World
  /** Everything there is to know, said once: what came before the demo began. */
  history: () => Line[]
  /** The next line of the conversation, or now and then a question to the bot. */
  next: () => Line
}

/** One question among so many lines: at a line every two seconds one in about 15 s. */
const questionEvery = 7

/** Draws each once before any comes again. */
function bag<T>(random: Random, all: readonly T[]): () => T {
  let left: T[] = []
  return () => {
    if (!left.length) left = [...all]
    return left.splice(random.whole(0, left.length - 1), 1)[0]!
  }
}

/** A lively Discord server from a seed: several conversations at once, each in its channel and in order. */
export function createChat(seed: number, now: number): Chat {
  const random = createRandom(mix(seed, 0x7274))
  const world = createWorld(random, now)
  const cast = (lines: [who: string, text: string][], channel: string): Line[] => {
    const parts = new Map<string, string>()
    const taken = new Set(lines.map(([who]) => who))
    const free = bag(
      random,
      people.filter((name) => !taken.has(name)),
    )
    return lines.map(([who, text]) => {
      if (who.length > 1) return { channel, username: who, text }
      if (!parts.has(who)) parts.set(who, free())
      return { channel, username: parts.get(who)!, text }
    })
  }
  const tell = (scene: Scene): Line[] => cast(scene.lines(world), scene.channel)
  const running = new Map(channels.map((channel) => [channel as string, [] as Line[]]))
  const bags = new Map(
    channels.map((channel) => [
      channel as string,
      bag(
        random,
        scenes.filter((s) => s.channel === channel),
      ),
    ]),
  )
  const question = bag<Asked>(random, questions)
  let at: string = channels[0]
  let lines = 0

  return {
    world,
    history: () => scenes.flatMap(tell),
    next() {
      if (++lines % questionEvery === 0) {
        const asked = question()
        return { channel: asked.channel, username: random.pick(people), text: asked.text(world) }
      }
      // A conversation mostly goes on where it is.
      if (!running.get(at)!.length || random.chance(0.35)) at = channels[random.weighted([4, 4, 3, 3, 2])]!
      const queue = running.get(at)!
      if (!queue.length) queue.push(...tell(bags.get(at)!()))
      return queue.shift()!
    },
  }
}
