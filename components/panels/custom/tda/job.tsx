'use client'
import { useMemo, useState } from 'react'
import type { EntityPanelProps } from '#components/entity/customer.tsx'
import { useWhole } from '#components/topic/use-whole.ts'
import { useUrlState } from '#components/ui/url-state.ts'
import { boardOf, systemOf } from '#lib/systems/index.ts'
import { readResult } from '#lib/tda/read.ts'
import { CloudPanel } from './cloud-panel.tsx'
import { jobData } from './job-data.ts'
import { JobFacts } from './job-facts.tsx'
import { JobStages } from './job-stages.tsx'
import { ShapePanel } from './shape-panel.tsx'
import { useStored } from './use-stored.ts'
import './tda.css'
import './job.css'

/** One job: what was found, what it did and when, what it was asked with, and the cloud itself. */
export function JobPanel({ system: id, rows, truth, state }: EntityPanelProps) {
  const system = systemOf(id)
  const board = boardOf(id, system?.entity?.board ?? '')
  const topics = useMemo(() => [board?.topic ?? '', board?.joins?.[0]?.topic ?? ''] as const, [board])
  const [wanted, setWanted] = useUrlState('result')
  const needed = useMemo(() => {
    const results = rows.filter(({ v }) => v.topic === topics[1])
    const looked = results.find(({ k }) => k === wanted) ?? results.toSorted((a, b) => b.v.t - a.v.t)[0]
    return [...rows.filter(({ v }) => v.topic === topics[0]).slice(0, 20), ...(looked ? [looked] : [])]
  }, [rows, topics, wanted])
  const whole = useWhole(needed)
  const data = useMemo(() => jobData(rows, whole, topics), [rows, whole, topics])
  const result = data.results.find((r) => r.k === wanted) ?? data.results[0]
  const path = result?.facts?.path ?? null
  const stored = useStored(id, path)
  const message = stored.state === 'read' ? stored.m : result?.whole ? result.message : undefined
  const facts = useMemo(() => {
    if (message === undefined) return null
    const read = readResult(message)
    // The file has all pairs; what the message says of the result stays.
    return result?.facts && message !== result.message ? { ...read, ...result.facts, pairs: read.pairs } : read
  }, [message, result])
  // The scale that is pointed at in the drawings joins the points of the cloud.
  const [scale, setScale] = useState<number | null>(null)
  if (!system) return null
  return (
    <>
      <ShapePanel
        job={data.job}
        results={data.results}
        result={result}
        facts={facts}
        stored={stored}
        message={message}
        parameters={data.submitted?.parameters ?? null}
        state={state}
        truth={truth}
        onResult={setWanted}
        scale={scale}
        onScale={setScale}
      />
      <div className="panel-grid job-grid">
        <div className="stack">
          <JobStages data={data} state={state} system={system} />
          <JobFacts data={data} facts={facts} state={state} />
        </div>
        <CloudPanel submitted={data.submitted} scale={scale} linked={Boolean(facts?.pairs.length)} state={state} />
      </div>
    </>
  )
}
