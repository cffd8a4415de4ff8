'use client'
import Link from 'next/link'
import { LevelChip } from '#components/ui/chip.tsx'
import { duration, number } from '#components/ui/format.ts'
import { Id } from '#components/ui/id.tsx'
import { Table } from '#components/ui/table.tsx'
import { Moment } from '#components/ui/time.tsx'
import { type Bar, timesOf } from '#lib/tda/life.ts'
import { jobHref, levelOfStatus, words } from './words.tsx'

const span = (ms: number | null) => (ms === null ? '–' : duration(ms))

/** The timeline in figures, newest first. */
export function LifeTable({ bars, now, system }: { bars: Bar[]; now: number; system: string }) {
  const rows = [...bars].sort((a, b) => b.from - a.from)
  return (
    <Table
      caption="Jobs over time, newest first"
      rows={rows}
      rowKey={(bar) => bar.id}
      maxHeight={320}
      columns={[
        {
          id: 'job',
          title: 'Job',
          cell: (bar) => (
            <Link className="link" prefetch={false} href={jobHref(system, bar.id)}>
              <Id id={bar.id} plain />
            </Link>
          ),
        },
        { id: 'state', title: 'State', bare: true, cell: (bar) => <LevelChip level={levelOfStatus(bar.status)} /> },
        { id: 'algorithm', title: 'Algorithm', priority: 2, cell: (bar) => words(bar.job.algorithm) || '–' },
        {
          id: 'points',
          title: 'Points',
          num: true,
          priority: 3,
          cell: (bar) => (bar.job.points === null ? '–' : number(bar.job.points)),
        },
        { id: 'from', title: 'Submitted', priority: 2, cell: (bar) => <Moment t={bar.from} /> },
        { id: 'waited', title: 'Waited', num: true, cell: (bar) => span(timesOf(bar, now).waited) },
        { id: 'ran', title: 'Ran', num: true, cell: (bar) => span(timesOf(bar, now).ran) },
      ]}
    />
  )
}
