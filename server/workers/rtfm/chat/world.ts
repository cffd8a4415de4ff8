import type { Random } from '../../random.ts'

/** What is true on the demo's Discord server: messages say it, so questions about it have true answers. */
export interface World {
  standup: { day: string; time: string; room: string }
  retro: { day: string; time: string }
  /** "Friday 27 November" */
  deadline: string
  freeze: string
  release: { version: string; date: string; blocker: string; owner: string }
  project: { name: string; done: number; owner: string; left: string }
  setup: { node: string; repo: string; port: number }
  reviewer: string
  oncall: string
  budget: string
  workshop: { topic: string; date: string; time: string; host: string }
  demo: { date: string; time: string; host: string }
  staging: string
  wifi: string
}

export const people = ['ana', 'ben', 'chloe', 'dev', 'emre', 'farah', 'goran', 'hana', 'ines', 'jonas'] as const
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = 'January February March April May June July August September October November December'.split(' ')

/** "Thursday 27 November", in UTC. */
export const dayOf = (at: number): string => {
  const date = new Date(at)
  return `${days[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`
}

/** The next given weekday at least `ahead` days from `now`. */
function next(now: number, weekday: number, ahead: number): number {
  const day = 86_400_000
  let at = now + ahead * day
  while (new Date(at).getUTCDay() !== weekday) at += day
  return at
}

export function createWorld(random: Random, now: number): World {
  const deadline = next(now, 5, 5)
  const name = random.pick(['Atlas', 'Beacon', 'Lantern'])
  return {
    standup: {
      day: random.pick(['Monday', 'Tuesday', 'Wednesday']),
      time: random.pick(['9:45', '10:15', '10:30']),
      room: random.pick(['the Maple room', 'voice channel 2']),
    },
    retro: { day: 'Thursday', time: random.pick(['15:00', '16:30']) },
    deadline: dayOf(deadline),
    freeze: dayOf(deadline - 2 * 86_400_000),
    release: {
      version: `2.${random.whole(3, 9)}.0`,
      date: dayOf(next(deadline, 2, 2)),
      blocker: random.pick(['the flaky upload test', 'a memory leak in the importer', 'the missing translations']),
      owner: random.pick(['emre', 'farah']),
    },
    project: {
      name,
      done: random.whole(62, 88),
      owner: random.pick(['chloe', 'goran']),
      left: random.pick(['the export page and the docs', 'search and the mobile layout', 'billing and the audit log']),
    },
    setup: { node: '24', repo: `git.example.org/team/${name.toLowerCase()}`, port: random.pick([3000, 5173, 8080]) },
    reviewer: random.pick(['hana', 'ines']),
    oncall: random.pick(['dev', 'jonas']),
    budget: random.pick(['40', '55', '60']),
    workshop: {
      topic: random.pick(['reading flame graphs', 'writing good bug reports', 'schema design']),
      date: dayOf(next(now, 3, 4)),
      time: '14:00',
      host: 'ines',
    },
    demo: { date: dayOf(next(now, 4, 2)), time: '11:00', host: random.pick(['ana', 'ben']) },
    staging: 'staging.example.org',
    wifi: random.pick(['the second access point', 'the blue cable on desk 4']),
  }
}
