/** Strokes of the drawings of a result. Places are canvas pixels. */

type Four = readonly [number, number, number, number]
type Three = readonly [number, number, number]

export function line(pen: CanvasRenderingContext2D, colour: string, [a, b, c, d]: Four): void {
  pen.strokeStyle = colour
  pen.beginPath()
  pen.moveTo(a, b)
  pen.lineTo(c, d)
  pen.stroke()
}
export function dashed(pen: CanvasRenderingContext2D, colour: string, at: Four): void {
  pen.setLineDash([4, 4])
  line(pen, colour, at)
  pen.setLineDash([])
}
export function text(
  pen: CanvasRenderingContext2D,
  colour: string,
  ...[said, [x, y], align]: [string, readonly [number, number], CanvasTextAlign]
): void {
  pen.fillStyle = colour
  pen.textAlign = align
  pen.fillText(said, x, y)
}
export function ring(pen: CanvasRenderingContext2D, colour: string, [x, y, r]: Three): void {
  pen.strokeStyle = colour
  pen.lineWidth = 1.4
  pen.beginPath()
  pen.arc(x, y, r, 0, 7)
  pen.stroke()
  pen.lineWidth = 1
}
export function arrow(pen: CanvasRenderingContext2D, [x, y, r]: Three): void {
  pen.beginPath()
  pen.moveTo(x, y - r)
  pen.lineTo(x + r * 1.6, y)
  pen.lineTo(x, y + r)
  pen.fill()
}
export function shape(pen: CanvasRenderingContext2D, mark: string, [x, y, r]: Three): void {
  pen.beginPath()
  if (mark === '●') pen.arc(x, y, r, 0, 7)
  else if (mark === '■') pen.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7)
  else if (mark === '▲') {
    pen.moveTo(x, y - r * 1.15)
    pen.lineTo(x + r * 1.1, y + r * 0.85)
    pen.lineTo(x - r * 1.1, y + r * 0.85)
  } else {
    pen.moveTo(x, y - r * 1.2)
    pen.lineTo(x + r * 1.2, y)
    pen.lineTo(x, y + r * 1.2)
    pen.lineTo(x - r * 1.2, y)
  }
  pen.fill()
}
