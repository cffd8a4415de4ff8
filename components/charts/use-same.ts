'use client'
import { useRef } from 'react'

/** The object of before while the new one says the same (as JSON), so that what hangs on it is not done again. */
export function useSame<T>(value: T): T {
  const kept = useRef({ value, text: '' })
  const text = JSON.stringify(value)
  if (kept.current.text !== text) kept.current = { value, text }
  return kept.current.value
}
