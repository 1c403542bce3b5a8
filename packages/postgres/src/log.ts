/** What the server said before it went. */
import { readFileSync, statSync } from 'node:fs'

/** Bytes in a log; none where it is not there. */
export function lengthOf(log: string): number {
  return statSync(log, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * The last reason that PostgreSQL gave, to be put into a sentence; empty where it gave none.
 * @param begin the byte from which on the log is read
 */
export function lastWords(log: string, begin: number): string {
  const text = readFileSync(log).subarray(begin).toString()
  const said = [...text.matchAll(/(?:FATAL|PANIC):\s*(.*)/g)].at(-1)?.[1]
  return said === undefined ? '' : `: ${said}`
}
