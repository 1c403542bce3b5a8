/**
 * Who keeps a folder's server: at most one process, whatever is killed when. Whoever wants to leaves a mark named by its
 * process id, then looks for the marks of others that live: of two, at least one sees the other and steps back. Nothing has
 * to be taken over from the dead, so nothing can be taken from the living.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Folder } from './folder.ts'
import { isRunning } from './process-table.ts'

/** How often it is tried again, and after how many milliseconds at least and at most. */
const attempts = 8
const shortest = 10
const longest = 90

/** Takes charge of a folder; false where somebody else has it. */
export async function takeCharge(folder: Folder): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    writeFileSync(markOf(folder, process.pid), '')
    if (keepersOf(folder).every((pid) => pid === process.pid)) return true
    leaveCharge(folder)
    await sleep(shortest + Math.random() * (longest - shortest))
  }
  return false
}

/** Gives it back. */
export function leaveCharge(folder: Folder): void {
  rmSync(markOf(folder, process.pid), { force: true })
}

/** Whether somebody has it, or is about to. */
export function isKept(folder: Folder): boolean {
  return keepersOf(folder).length > 0
}

/** The living among those that left a mark; the marks of the others are removed. */
function keepersOf(folder: Folder): readonly number[] {
  return marked(folder).filter((pid) => {
    const lives = isRunning(pid, `keeper.js ${folder.path} `)
    if (!lives) rmSync(markOf(folder, pid), { force: true })
    return lives
  })
}

function marked({ path }: Folder): readonly number[] {
  return entries(path).flatMap((name) => {
    const [, pid] = /^keeper\.(\d+)$/.exec(name) ?? []
    return pid === undefined ? [] : [Number(pid)]
  })
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

function markOf({ path }: Folder, pid: number): string {
  return `${path}/keeper.${pid}`
}
