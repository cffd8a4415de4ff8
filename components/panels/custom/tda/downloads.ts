/** Files made in the browser. */

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

export const saveText = (name: string, text: string, type = 'application/json'): void =>
  save(name, new Blob([text], { type }))

/** The canvases of a box side by side on one sheet, with a title and theirs. */
export function savePicture(name: string, title: string, box: HTMLElement): void {
  const figures = [...box.querySelectorAll('figure')].flatMap((figure) => {
    const canvas = figure.querySelector('canvas')
    const said = figure.querySelector('figcaption')?.firstChild?.textContent?.trim() ?? ''
    return canvas ? [{ canvas, said }] : []
  })
  const ratio = window.devicePixelRatio || 1
  const gap = 24 * ratio
  const head = 72 * ratio
  const sheet = document.createElement('canvas')
  sheet.width = figures.reduce((sum, { canvas }) => sum + canvas.width + gap, gap)
  sheet.height = head + Math.max(...figures.map(({ canvas }) => canvas.height)) + gap
  const pen = sheet.getContext('2d')
  if (!pen) return
  const look = getComputedStyle(box.closest('.panel') ?? document.body)
  pen.fillStyle = look.backgroundColor
  pen.fillRect(0, 0, sheet.width, sheet.height)
  pen.fillStyle = look.color
  pen.font = `600 ${15 * ratio}px "Inter Variable", system-ui, sans-serif`
  pen.fillText(title, gap, 30 * ratio)
  pen.font = `${12 * ratio}px "Inter Variable", system-ui, sans-serif`
  let x = gap
  for (const { canvas, said } of figures) {
    pen.fillText(said, x, 58 * ratio)
    pen.drawImage(canvas, x, head)
    x += canvas.width + gap
  }
  sheet.toBlob((blob) => blob && save(name, blob), 'image/png')
}
