import { z } from 'zod'
import type { BoardData, BoardRow, Row } from '#lib/protocol.ts'
import { toCsv } from '../csv.ts'
import { refuse } from '../problem.ts'
import { route } from '../route.ts'
import { count } from '../shapes.ts'

export const readBoard = route({
  id: 'readBoard',
  method: 'GET',
  path: '/api/systems/{system}/boards/{board}',
  tag: 'Systems',
  summary: 'The latest record per key, ranked; as JSON or CSV',
  params: z.object({ system: z.string(), board: z.string() }),
  query: z.strictObject({
    sort: z.string().max(60).optional(),
    desc: z.enum(['true', 'false']).optional(),
    search: z.string().max(200).optional().meta({ description: 'Text that is looked for, as it stands.' }),
    level: z.string().max(60).optional(),
    limit: count(10_000, 500),
    format: z.enum(['json', 'csv']).default('json'),
  }),
  response: z.object({
    rows: z.array(
      z.object({
        key: z.string(),
        time: z.number(),
        level: z.string().nullable(),
        partition: z.number(),
        offset: z.string(),
        message: z.unknown(),
      }),
    ),
    total: z.number(),
    matching: z.number(),
    levels: z.record(z.string(), z.number()),
    mean: z.number().nullable(),
    newest: z.number(),
  }),
  alsoAs: ['text/csv'],
  problems: [404],
  handle: ({ params, query }, { hub, systems }) => {
    const board = systems.find(({ id }) => id === params.system)?.boards?.find(({ id }) => id === params.board)
    if (!board) return refuse(404, 'There is no such board.')
    const { format, desc, ...filter } = query
    const view = hub.read({ kind: 'board', ...params, ...filter, ...(desc && { desc: desc === 'true' }) })
    if (typeof view === 'string') return refuse(400, view)
    const order = new Map((view.order ?? []).map((k, i) => [k, i]))
    const place = (row: Row) => order.get(row.k) ?? order.size
    const rows: Row<BoardRow>[] = [...(view.rows ?? [])].sort((a, b) => place(a) - place(b))
    if (format === 'csv') {
      const lines = rows.map(({ k, v }) => [
        k,
        new Date(v.t).toISOString(),
        ...board.columns.map((column) => column.value(v.m, { time: v.t, key: k, partition: v.p, offset: v.o })),
        v.p,
        v.o,
      ])
      const titles = board.columns.map(({ title, unit }) => (unit ? `${title} (${unit})` : title))
      return {
        text: toCsv(['Key', 'Time (UTC)', ...titles, 'Partition', 'Offset'], lines),
        type: 'text/csv; charset=utf-8',
        headers: { 'content-disposition': `attachment; filename="${params.system}-${params.board}.csv"` },
      }
    }
    const { total, matching, levels, mean } = view.data as BoardData
    return {
      json: {
        rows: rows.map(({ k, v }) => ({
          key: k,
          time: v.t,
          level: v.level ?? null,
          partition: v.p,
          offset: v.o,
          message: v.m,
        })),
        total,
        matching,
        levels,
        mean,
        newest: view.truth.newest,
      },
    }
  },
})
