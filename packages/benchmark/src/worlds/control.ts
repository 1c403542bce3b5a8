/** Whether the event loop's monitor sees anything at all: a stall is made on purpose, and must be seen, before figures are believed. */
import { BenchmarkError } from '../error.ts'
import type { Worlds } from '../results/results.ts'
import type { StyleProcess } from './style-process.ts'

type Control = Worlds['control']

/** Of the stall made on purpose, in milliseconds. */
const length = 500
/** So much of it must be seen. */
const least = 0.9

/**
 * Makes the stall in each process, and gives what was seen where least was.
 * @throws BenchmarkError BLIND_MONITOR
 */
export async function checkMonitors(processes: readonly StyleProcess[]): Promise<Control> {
  const controls = await Promise.all(
    processes.map((process) => process.ask('stall', { milliseconds: length })),
  )
  const worst = controls.reduce((a, b) => (a.seen / a.made <= b.seen / b.made ? a : b))
  checkSeen(worst)
  return worst
}

/** @throws BenchmarkError BLIND_MONITOR where too little of a stall was seen */
export function checkSeen({ made, seen }: Control): void {
  if (seen >= least * made) return
  throw new BenchmarkError(
    'BLIND_MONITOR',
    `The event loop was stalled for ${Math.round(made)} ms on purpose, and its monitor saw ${Math.round(seen)} ms. What it says of the styles would be worth nothing, so nothing was measured.`,
  )
}
