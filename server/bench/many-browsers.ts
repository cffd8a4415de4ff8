import WebSocket from 'ws'
import { type ViewSpec, viewId } from '#lib/protocol.ts'

/**
 * Browsers in bulk, in a process of their own: each speaks Engine.IO and Socket.IO by hand, watches one view and acknowledges every frame by its `seq`,
 * without parsing the rest (a real browser has its own processor; here they share two). Arguments: url, how many, spec as JSON.
 * Sends { ready } when all watch, and on disconnect of the parent exits. Answers "report" with { frames, withoutTruth, cut }.
 */
const [url = '', count = '0', spec = '{}'] = process.argv.slice(2)
const view = viewId(JSON.parse(spec) as ViewSpec)
let ready = 0
let frames = 0
let withoutTruth = 0
let cut = 0

for (let n = 0; n < Number(count); n++) {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  ws.on('message', (data) => {
    const text = data.toString()
    if (text.startsWith('0{')) ws.send('40')
    else if (text.startsWith('40')) ws.send(`420${JSON.stringify(['watch', JSON.parse(spec), null])}`)
    else if (text === '2') ws.send('3')
    else if (text.startsWith('430') || text.startsWith('42["frame"')) {
      frames++
      if (!/"truth":\{[^}]*"in":\d+/.test(text)) withoutTruth++
      const seq = /"seq":(\d+)/.exec(text)?.[1]
      if (seq) ws.send(`42${JSON.stringify(['ack', view, Number(seq)])}`)
      if (text.startsWith('430') && ++ready === Number(count)) process.send?.({ ready: true })
    }
  })
  ws.on('error', () => {})
  ws.on('close', () => cut++)
}
process.on('message', () => process.send?.({ frames, withoutTruth, cut }))
process.on('disconnect', () => process.exit(0))
