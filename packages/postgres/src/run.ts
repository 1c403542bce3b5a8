/** Runs a command while a server is there for it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { PostgresError } from './error.ts'
import { openServer } from './server.ts'

/** What shells say where there is no such command, and where it may not be run. */
const unrunnable = new Set(['ENOENT', 'EACCES', 'ENOTDIR'])

/**
 * Opens a server, runs the command with our own input and output, and lets go.
 * @returns the command's exit code; 128 and the signal's number where a signal ended it
 * @throws PostgresError NO_SUCH_COMMAND, and what `openServer` throws
 */
export async function runWithServer(command: string, args: readonly string[]): Promise<number> {
  await using _server = await openServer()
  const child = spawn(command, args, { stdio: 'inherit' })
  const stop = forward(child)
  try {
    return await exitCode(child)
  } catch (cause) {
    if (!unrunnable.has(String((cause as NodeJS.ErrnoException).code))) throw cause
    const says = `There is no command "${command}" that can be run. Correct its name, or its path.`
    throw new PostgresError('NO_SUCH_COMMAND', says, { cause })
  } finally {
    stop()
  }
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

/** Passes signals on until it is undone. A terminal's own Ctrl-C reaches the command as well: once is enough. */
function forward(child: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const pass = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, pass)
  return () => {
    for (const signal of signals) process.off(signal, pass)
  }
}
