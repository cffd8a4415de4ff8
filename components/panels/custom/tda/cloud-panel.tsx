'use client'
import { useMemo } from 'react'
import { Cloud } from '#components/charts/cloud.tsx'
import { sayCloud } from '#components/charts/say-cloud.ts'
import { Empty } from '#components/ui/empty.tsx'
import { Panel, type PanelState } from '#components/ui/panel.tsx'
import { say } from '#lib/tda/diagram.ts'
import { finite } from '#lib/wire.ts'

/** The points of a message, bare or wrapped; what is no number is left out. */
function readCloud(message: any): number[][] {
  const list = message?.point_cloud?.points ?? message?.payload?.point_cloud?.points
  if (!Array.isArray(list)) return []
  return list.flatMap((item) => {
    const point: unknown[] = Array.isArray(item) ? item : Array.isArray(item?.coordinates) ? item.coordinates : []
    const numbers = point.map(finite)
    return numbers.length && numbers.every((n) => n !== null) ? [numbers as number[]] : []
  })
}

/** The cloud itself, where the job's message holds it; with the scale that is pointed at in the diagram joined by lines. */
export function CloudPanel({
  submitted,
  scale,
  linked,
  state,
}: {
  submitted: any
  scale: number | null
  /** There are drawings to point at. */
  linked: boolean
  state: PanelState
}) {
  const points = useMemo(() => readCloud(submitted), [submitted])
  const algorithm: string = submitted?.payload?.algorithm ?? submitted?.algorithm ?? ''
  const metric: string = submitted?.parameters?.metric ?? 'euclidean'
  // There a value of the filtration is a distance between two points, or the radius of the balls around them.
  const factor = { vietoris_rips: 1, alpha_complex: 2, cech_complex: 2 }[algorithm] ?? 0
  const joins = factor > 0 && metric === 'euclidean' && points.length <= 1000
  const sample = submitted?.payload?.metadata?.sample
  const said = sample ? `${sample.shape}, noise ${sample.noise}, seed ${sample.seed}` : sayCloud(points)
  return (
    <Panel
      id="cloud"
      title="The cloud"
      state={state === 'loading' ? 'loading' : points.length ? 'live' : 'empty'}
      note={points.length ? said : undefined}
      empty={
        <Empty title="The message holds no points">
          The platform was told of this job without its cloud; it may lie in a file or in the platform’s database.
        </Empty>
      }
      sheet={() => ({
        name: 'points',
        heads: Array.from({ length: points[0]?.length ?? 0 }, (_, i) => `x${i + 1}`),
        rows: points,
      })}
    >
      <div className="p-3.5">
        <Cloud
          points={points}
          label={`The cloud of this job: ${said}`}
          joined={joins && scale !== null ? scale * factor : null}
        />
        {joins && linked && (
          <p className="cloud-scale" aria-hidden="true">
            {scale === null
              ? 'Point at the barcode to join the points at that scale.'
              : factor === 2
                ? `Points whose balls of radius ${say(scale)} touch are joined.`
                : `Points nearer than ${say(scale)} are joined.`}
          </p>
        )}
      </div>
    </Panel>
  )
}
