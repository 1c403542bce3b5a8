/** How long things are done before a figure is believed. */
import type { SizeName } from '../workload/size.ts'
import type { WorkloadName } from '../workload/workload.ts'

export type Pace = {
  /** Of a way, in front of the rounds: code is compiled, statements are prepared. Milliseconds. */
  readonly warmUp: number
  /** What a turn should take, in milliseconds; as many calls are made. */
  readonly turn: number
  readonly rounds: number
}

const paces: Readonly<Record<SizeName, Pace>> = {
  full: { warmUp: 700, turn: 120, rounds: 7 },
  quick: { warmUp: 40, turn: 25, rounds: 3 },
}

/** Where one statement is all, it shows in each turn how soon the kernel has woken whom: three times as many are taken. */
const unsteady: ReadonlySet<WorkloadName> = new Set(['W1', 'W6'])

/** How a workload is measured, in so many rounds where that is said. */
export function paceOf(size: SizeName, workload: WorkloadName, rounds?: number): Pace {
  const pace = paces[size]
  return { ...pace, rounds: rounds ?? pace.rounds * (unsteady.has(workload) ? 3 : 1) }
}

/** Whose turn takes longer, in milliseconds, takes part in every so-many-th round only. */
export const slowTurn = 1500
export const slowEvery = 3
