'use client'
import { useEffect, useState } from 'react'
import { get, sayProblem } from '#components/ui/api.ts'
import type { SchemaVersion } from '#lib/protocol.ts'

export interface Loaded {
  version?: SchemaVersion
  problem?: string
}

/** A version that was registered; it never changes, so it is asked for once. */
export function useVersion(subject: string, version: number | null): Loaded {
  const key = `${subject}\n${version}`
  const [known, setKnown] = useState<Record<string, Loaded>>({})
  useEffect(() => {
    if (version === null) return
    let left = false
    void get<SchemaVersion>(`/api/schemas/${encodeURIComponent(subject)}/versions/${version}`).then((answer) => {
      if (left) return
      const loaded = answer.ok ? { version: answer.value } : { problem: sayProblem(answer.problem) }
      setKnown((before) => ({ ...before, [`${subject}\n${version}`]: loaded }))
    })
    return () => {
      left = true
    }
  }, [subject, version])
  return known[key] ?? {}
}
