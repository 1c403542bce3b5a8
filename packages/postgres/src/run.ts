/** Runs a command while a server is there for it. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { openServer } from './server.ts'

/**
 * Opens a server, runs the command with our own input and output, and lets go.
 * @returns the command's exit code; 128 and the signal's number where a signal ended it
 */
export async function runWithServer(command: string, args: readonly string[]): Promise<number> {
  await using _server = await openServer()
  const child = spawn(command, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
