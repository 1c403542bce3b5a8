/** The command line as a process. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs `migrate …` on a database, its output piped. */
export function migrate(url: string, ...args: readonly string[]): Promise<Finished> {
  return migrateWith({ DATABASE_URL: url }, ...args)
}

/** The same with an environment of one's own. */
export function migrateWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Finished> {
  return finished(start([cli, ...args], env))
}

/** Starts a node process with a clean, colourless environment. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { PATH, HOME } = process.env
  return spawn(process.execPath, args, { env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What a process printed, and how it ended. */
export function finished(child: ReturnType<typeof start>): Promise<Finished> {
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (out.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (out.stderr += data.toString()))
  return new Promise((done) => child.on('close', (code) => done({ code, ...out })))
}
