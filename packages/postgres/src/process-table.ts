/** What a process id stands for now; ids are used again. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { isAlive } from './cluster.ts'

/** Whether this process lives and its command line holds the words. */
export function isRunning(pid: number, words: string): boolean {
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && commandLine(pid).includes(words)
}

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ')
  return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? ''
}
