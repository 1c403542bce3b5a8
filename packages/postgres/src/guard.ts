/** Stops the server when the keeper is gone, even killed: the operating system then closes the pipe that a shell reads. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

/** Watches over a server for as long as it lives. Where there is no shell, an orphan is stopped by the next keeper. */
export function guard(server: ChildProcess): void {
  if (server.pid === undefined) return
  const script = 'read -r _; kill -INT "$0"'
  const shell = spawn('sh', ['-c', script, String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  server.once('exit', () => shell.kill('SIGKILL'))
}
