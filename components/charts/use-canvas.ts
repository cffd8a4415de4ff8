'use client'
import { type RefObject, useEffect, useRef } from 'react'

export interface Sheet {
  pen: CanvasRenderingContext2D
  /** CSS pixels. */
  width: number
  height: number
  /** A token of the theme ("--accent") as a colour the canvas knows. */
  colour: (token: string) => string
}

/**
 * A canvas that is drawn again when `draw` changes, when its size does, and when the theme does. Drawn once per frame at most, and sharp on every
 * screen. Keep `draw` stable (useCallback), or it is drawn at every render.
 */
export function useCanvas(draw: (sheet: Sheet) => void): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null)
  const latest = useRef(draw)
  const again = useRef(() => {})
  latest.current = draw
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    let colours = new Map<string, string>()
    let frame = 0
    const colour = (token: string): string => {
      const known = colours.get(token)
      if (known) return known
      // A custom property reads back as it was written; only a real property is resolved for the theme.
      element.style.color = `var(${token})`
      const found = getComputedStyle(element).color
      element.style.color = ''
      colours.set(token, found)
      return found
    }
    const paint = () => {
      frame = 0
      const { clientWidth: width, clientHeight: height } = element
      const pen = element.getContext('2d')
      if (!pen || width === 0 || height === 0) return
      const ratio = window.devicePixelRatio || 1
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio)
        element.height = Math.round(height * ratio)
      }
      pen.setTransform(ratio, 0, 0, ratio, 0, 0)
      pen.clearRect(0, 0, width, height)
      pen.font = '11px "Inter Variable", system-ui, sans-serif'
      latest.current({ pen, width, height, colour })
    }
    const ask = () => {
      frame ||= requestAnimationFrame(paint)
    }
    const themed = () => {
      colours = new Map()
      ask()
    }
    again.current = ask
    const size = new ResizeObserver(ask)
    size.observe(element)
    const theme = new MutationObserver(themed)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', themed)
    ask()
    return () => {
      cancelAnimationFrame(frame)
      size.disconnect()
      theme.disconnect()
      system.removeEventListener('change', themed)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another drawing is what asks for another paint.
  useEffect(() => again.current(), [draw])
  return canvas
}
