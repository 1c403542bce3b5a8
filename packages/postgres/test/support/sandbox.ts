/** A folder for an embedded server of a test's own, and the processes that work in it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'

export type Sandbox = {
  readonly folder: string
  /** Process ids of the keepers of this folder. */
  keepers(): readonly number[]
  /** Process ids of the servers of this folder. */
  servers(): readonly number[]
  /** What `server.json` says. */
  reachable(): { readonly leasePort: number; readonly port: number; readonly token: string }
  /** Waits until no process works in this folder, which it does within seconds. */
  quiet(): Promise<void>
  /** Removes it, once nothing runs in it any more. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Makes one for `await using`: at the end of the test nothing may run in it any more.
 * @param mode of the folder: 0o700 is one that PostgreSQL's user cannot enter where we are root
 */
export function sandbox(mode = 0o755): Sandbox {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'retort-'))
  chmodSync(folder, mode)
  const keepers = () => processes(`keeper.js ${folder} `)
  const servers = () => processes(`postgres -D ${join(folder, 'data')} `)
  const quiet = () =>
    vi.waitFor(() => expect([...keepers(), ...servers()]).toEqual([]), { timeout: 20_000, interval: 120 })
  const reachable = () =>
    JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as ReturnType<Sandbox['reachable']>
  const remove = async () => {
    await quiet()
    rmSync(folder, { recursive: true, force: true })
  }
  return { folder, keepers, servers, reachable, quiet, [Symbol.asyncDispose]: remove }
}

function processes(words: string): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(words)).map((line) => Number.parseInt(line, 10))
}
