/** Another process that uses a server. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { blank } from './blank.ts'

export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

export type Client = {
  readonly process: ChildProcess
  /** The address of the server that it got. */
  readonly url: string
  /** Kills it. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Whether it holds its lease until it is killed, or we are; or ends by itself without letting go. */
const ends = { hold: 'process.stdin.resume()', leave: 'process.stdin.destroy()' }

/** Starts a process that opens the server in a folder, and waits until it has it. */
export async function startClient(folder: string, end: keyof typeof ends): Promise<Client> {
  const program = `
    import { openServer } from '@retort/postgres'
    const server = await openServer({ folder: process.argv[1], durable: false })
    console.log(server.url)
    ${ends[end]}
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, folder], {
    cwd: packageFolder,
    env: { ...process.env, ...blank },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { process: child, url, [Symbol.asyncDispose]: () => kill({ process: child }) }
}

/** Kills it, and waits until it is gone. */
export async function kill({ process }: Pick<Client, 'process'>): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return
  const gone = once(process, 'exit')
  process.kill('SIGKILL')
  await gone
}
