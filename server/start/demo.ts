/** A process that `npm start` runs beside the console: the reference workers and their demo traffic. */
interface DemoProcess {
  name: string
  script: string
  args?: string[]
}

const worker = (id: string): DemoProcess => ({ name: `${id} worker`, script: 'server/workers/main.ts', args: [id] })

/** In the order they are started; each waits for what it needs by itself. */
export const demoProcesses: readonly DemoProcess[] = [
  worker('delinquency'),
  { name: 'simulator', script: 'server/workers/delinquency/simulate.ts' },
  worker('tda'),
  { name: 'tda demo', script: 'server/workers/tda/demo.ts' },
  worker('finrobot'),
  { name: 'finrobot analysts', script: 'server/workers/finrobot/demo.ts' },
  worker('rtfm'),
  { name: 'rtfm chat', script: 'server/workers/rtfm/simulate.ts' },
  { name: 'crypto database', script: 'server/workers/crypto/database.ts' },
  { name: 'crypto pipeline', script: 'server/workers/crypto/demo.ts' },
]
