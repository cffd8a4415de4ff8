import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, root } from '#server/start/steps.ts'

/** The key that sealed fields open with. */
export const fernetKey = Buffer.from('letters that only the right reads').subarray(0, 32).toString('base64')

/** Starts the whole product as `npm start` does, on free ports and a data folder of its own, and stops it afterwards. */
export default async function start(): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), 'milena-e2e-'))
  const [port, kafka, api] = [await freePort(), await freePort(), await freePort()]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/start/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: String(port),
      KAFKA_PORT: String(kafka),
      API_PORT: String(api),
      MILENA_DATA: data,
      SCHEMA_REGISTRY_PORT: '0',
      TDA_FERNET_KEY: fernetKey,
      KAFKA_BOOTSTRAP_SERVERS: '',
      MILENA_LOG: 'warn',
    },
  })
  const { pids } = await new Promise<{ pids: { console: number } }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { pids: { console: number } }))
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)))
  })
  Object.assign(process.env, {
    MILENA_URL: `http://127.0.0.1:${port}`,
    MILENA_KAFKA: `127.0.0.1:${kafka}`,
    MILENA_API: `http://127.0.0.1:${api}`,
    MILENA_DATA_DIR: data,
    MILENA_CONSOLE_PID: String(pids.console),
  })
  return async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
}
