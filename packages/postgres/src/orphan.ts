/** A server that a killed keeper left behind, or only its lock. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Folder } from './folder.ts'
import { isAlive, isRunning } from './process-table.ts'

/** Milliseconds between two looks, and until a server that does not stop is stopped harder. */
const pause = 40
const patience = 15_000

/** Stops it, and clears away a lock that only seems to be held. Only who is in charge of the folder may call it. */
export async function stopOrphan(folder: Folder): Promise<void> {
  const lock = join(folder.data, 'postmaster.pid')
  const pid = holderOf(lock)
  if (pid === undefined) return
  await stopped(pid, folder)
  // PostgreSQL tells for itself that a process is gone, and then looks for what it left in shared memory. It cannot tell
  // that the id now belongs to something else.
  if (isAlive(pid)) rmSync(lock, { force: true })
}

async function stopped(pid: number, { data }: Folder): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const deadline = Date.now() + patience
    if (isPostmaster(pid, data)) process.kill(pid, signal)
    while (isPostmaster(pid, data) && Date.now() < deadline) await sleep(pause)
  }
}

function isPostmaster(pid: number, data: string): boolean {
  return isRunning(pid, `postgres -D ${data} `)
}

function holderOf(lock: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
    return Number.isNaN(pid) ? undefined : pid
  } catch {
    return undefined
  }
}
