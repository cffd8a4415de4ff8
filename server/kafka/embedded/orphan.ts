import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const commandOf = (pid: number): Promise<string> =>
  promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )

/** Stops a broker that an earlier run left behind: only if the pid file's process was started for this very folder. */
export async function stopOrphan(pidFile: string, mark: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''))
  const alive = async () => pid > 0 && (await commandOf(pid)).includes(mark)
  if (!(await alive())) return
  process.kill(pid, 'SIGTERM')
  for (let waited = 0; await alive(); waited += 100) {
    if (waited === 10_000) process.kill(pid, 'SIGKILL')
    await pause(100)
  }
}
