import type { World } from './world.ts'

/** What people ask the bot. `answer`: words a right answer holds; absent where nobody ever said it. */
export interface Asked {
  channel: string
  text: (world: World) => string
  answer?: (world: World) => string
}

export const questions: readonly Asked[] = [
  { channel: 'general', text: () => 'RTFM when is the weekly standup?', answer: (w) => w.standup.time },
  {
    channel: 'project',
    text: (w) => `rtfm what is the project status of ${w.project.name}?`,
    answer: (w) => `${w.project.done} %`,
  },
  { channel: 'project', text: () => 'rtfm what is the deadline for the milestone?', answer: (w) => w.deadline },
  { channel: 'setup', text: () => 'RTFM where are the setup instructions?', answer: (w) => w.setup.repo },
  { channel: 'project', text: () => 'rtfm how do I contribute?', answer: (w) => w.reviewer },
  {
    channel: 'releases',
    text: (w) => `Rtfm what blocks release ${w.release.version}?`,
    answer: (w) => w.release.blocker,
  },
  { channel: 'general', text: () => 'rtfm who is on call this week?', answer: (w) => w.oncall },
  { channel: 'setup', text: () => 'rtfm which port does it listen on?', answer: (w) => String(w.setup.port) },
  { channel: 'releases', text: () => 'rtfm how does a rollback work?', answer: () => 'Promote' },
  { channel: 'setup', text: () => 'rtfm how do I get VPN access?', answer: () => 'wiki' },
  { channel: 'general', text: () => 'RTFM when is demo day?', answer: (w) => w.demo.time },
  { channel: 'project', text: () => 'rtfm what is the cloud budget per person?', answer: (w) => w.budget },
  { channel: 'setup', text: () => 'rtfm lz4 module error on build, what now?', answer: () => 'npm ci' },
  { channel: 'random', text: () => 'rtfm who painted the ceiling of the Sistine Chapel?' },
  { channel: 'project', text: () => 'rtfm when is code freeze?', answer: (w) => w.freeze },
  {
    channel: 'general',
    text: (w) => `rtfm when is the workshop on ${w.workshop.topic}?`,
    answer: (w) => w.workshop.date,
  },
  { channel: 'random', text: () => 'rtfm what is the airspeed velocity of an unladen swallow?' },
]
