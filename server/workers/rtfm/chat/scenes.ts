import type { World } from './world.ts'

/** A short conversation in one channel: who says what. `A`, `B`, `C` are cast anew each time. */
export interface Scene {
  channel: string
  lines: (world: World) => [who: string, text: string][]
}

export const channels = ['general', 'project', 'setup', 'releases', 'random'] as const

export const scenes: readonly Scene[] = [
  {
    channel: 'general',
    lines: (w) => [
      [
        'A',
        `Morning! Quick reminder: the weekly standup is every ${w.standup.day} at ${w.standup.time} in ${w.standup.room}.`,
      ],
      ['B', 'Same length as before?'],
      ['A', 'Fifteen minutes, one sentence each. Blockers go to a thread.'],
      ['C', 'Works for me 👍'],
    ],
  },
  {
    channel: 'general',
    lines: (w) => [
      [
        'A',
        `The retro stays on ${w.retro.day} at ${w.retro.time}; the board with last month's actions is pinned in #project.`,
      ],
      ['B', 'I finally closed two of mine.'],
      ['C', 'Two! I will bring cake.'],
    ],
  },
  {
    channel: 'general',
    lines: (w) => [
      [
        'A',
        `Demo day is ${w.demo.date} at ${w.demo.time}, ${w.demo.host} hosts. Five minutes per team, no slides needed.`,
      ],
      ['B', 'Can we show something that is not merged?'],
      [w.demo.host, 'Yes, as long as it runs. Put your name in the sheet before noon the day before.'],
    ],
  },
  {
    channel: 'general',
    lines: (w) => [
      [
        'A',
        `For urgent production trouble, call the on-call engineer: this week that is ${w.oncall}. Everything else can wait for the morning.`,
      ],
      ['B', 'And after hours?'],
      [w.oncall, 'Same number, it rings me. The runbook link is in the channel topic.'],
    ],
  },
  {
    channel: 'general',
    lines: (w) => [
      [
        'A',
        `Workshop on ${w.workshop.topic}: ${w.workshop.date}, ${w.workshop.time}, with ${w.workshop.host}. It will be recorded.`,
      ],
      ['B', 'Signed up. Is there anything to prepare?'],
      [w.workshop.host, 'Bring one real example of your own, that is all.'],
    ],
  },
  {
    channel: 'project',
    lines: (w) => [
      [
        'A',
        `Project status of ${w.project.name}: ${w.project.done} % of the milestone is done, what is left is ${w.project.left}.`,
      ],
      [w.project.owner, 'I would call it on track, but not comfortable.'],
      ['B', 'I can take one of the open tickets from Wednesday.'],
      [w.project.owner, 'Gladly. I assigned you the small one.'],
    ],
  },
  {
    channel: 'project',
    lines: (w) => [
      [
        'A',
        `The deadline for the ${w.project.name} milestone is ${w.deadline}, end of day UTC. Please no surprises in the last week.`,
      ],
      ['B', 'So code freeze is two days earlier, as always?'],
      ['A', `Right: code freeze on ${w.freeze}. Only fixes with a second review after that.`],
      ['C', 'Noted, moving my refactoring to the next one.'],
    ],
  },
  {
    channel: 'project',
    lines: (w) => [
      [
        'A',
        `To contribute: fork the repository, open a branch named after the ticket, run the tests, then send a merge request to ${w.reviewer}.`,
      ],
      ['B', 'Do we still want one commit per change?'],
      [w.reviewer, 'Yes please. And one sentence on why, not what.'],
    ],
  },
  {
    channel: 'project',
    lines: (w) => [
      ['A', `${w.project.owner} owns ${w.project.name}: questions about scope and priorities go there first.`],
      ['B', `And who reviews the importer?`],
      ['A', `${w.reviewer} reviews the importer and the API, usually the same day.`],
    ],
  },
  {
    channel: 'project',
    lines: (w) => [
      [
        'A',
        `Budget for cloud machines is ${w.budget} euros per person and month. Ask before you start anything with a GPU.`,
      ],
      ['B', 'I left one running over the weekend, sorry.'],
      ['A', 'It happens. There is a reaper now that stops idle ones at 20:00.'],
    ],
  },
  {
    channel: 'setup',
    lines: (w) => [
      [
        'A',
        `Setup instructions: install Node ${w.setup.node}, clone ${w.setup.repo}, run \`npm ci\`, copy .env.example to .env, then \`npm start\`.`,
      ],
      ['B', 'Which port was it?'],
      ['A', `It listens on port ${w.setup.port}. If that is taken, set PORT in .env.`],
      ['B', 'Up and running, thank you!'],
    ],
  },
  {
    channel: 'setup',
    lines: () => [
      ['A', 'My build fails with “cannot find module lz4”. Anyone seen this?'],
      [
        'B',
        'The lz4 module error means the native build was skipped: delete node_modules and run `npm ci` with build tools installed.',
      ],
      ['A', 'That was it. Could we put that into the docs?'],
      ['B', 'Done, it is the second entry under troubleshooting.'],
    ],
  },
  {
    channel: 'setup',
    lines: (w) => [
      [
        'A',
        `Staging is at https://${w.staging}, log in with your normal account. Data is reset every night at 02:00 UTC.`,
      ],
      ['B', 'Is the reset why my test customer vanished?'],
      ['A', 'Yes. Keep fixtures in the seed script and they come back.'],
    ],
  },
  {
    channel: 'setup',
    lines: (w) => [
      ['A', 'How do I get a VPN account?'],
      ['B', `VPN access: fill in the form in the wiki under Access, ${w.oncall} approves it within a day.`],
      ['A', 'Form sent, thanks.'],
    ],
  },
  {
    channel: 'setup',
    lines: (w) => [
      ['A', `The office network drops every hour. Using ${w.wifi} helps until the new router arrives.`],
      ['B', 'Confirmed, calls are stable again.'],
    ],
  },
  {
    channel: 'releases',
    lines: (w) => [
      ['A', `Release ${w.release.version} is planned for ${w.release.date}. Release manager is ${w.release.owner}.`],
      [w.release.owner, `What blocks release ${w.release.version} at the moment is ${w.release.blocker}.`],
      ['B', 'I am on that one, fix is in review.'],
      [w.release.owner, 'Great. Then the candidate is built tonight.'],
    ],
  },
  {
    channel: 'releases',
    lines: (w) => [
      [
        w.release.owner,
        `Changelog for ${w.release.version}: one line per change for users, written by whoever merged it.`,
      ],
      ['A', 'Do internal changes count?'],
      [w.release.owner, 'Only if somebody outside would notice.'],
    ],
  },
  {
    channel: 'releases',
    lines: () => [
      [
        'A',
        'Rollback works like this: open the deploy page, choose the previous build, press Promote, and tell #general.',
      ],
      ['B', 'How long does it take?'],
      ['A', 'About three minutes, most of it draining connections.'],
    ],
  },
  {
    channel: 'releases',
    lines: () => [
      ['A', 'Nightly tests were red again, the upload suite timed out twice.'],
      ['B', 'Same suite as last week? I raised its timeout and opened a ticket for the real cause.'],
      ['A', 'Thanks. I will watch it tonight.'],
    ],
  },
  {
    channel: 'random',
    lines: () => [
      ['A', 'Unpopular opinion: tabs are fine.'],
      ['B', 'I respect you less, but I respect you.'],
      ['C', 'The formatter decides, we are all free now.'],
    ],
  },
  {
    channel: 'random',
    lines: () => [
      ['A', 'Coffee machine on the third floor is fixed ☕'],
      ['B', 'Finally. I had started to like the tea.'],
      ['C', 'Nobody believes that.'],
    ],
  },
  {
    channel: 'random',
    lines: () => [
      ['A', 'Lunch run at 12:30, the noodle place. Who is in?'],
      ['B', 'Me!'],
      ['C', 'Me too, extra chili.'],
      ['A', 'Table for three then, leaving from the lobby.'],
    ],
  },
  {
    channel: 'random',
    lines: () => [
      ['A', 'My cat just closed my laptop during a call.'],
      ['B', 'Best argument in the whole meeting.'],
    ],
  },
]
