/** How long things are done before a figure is believed. */
import type { SizeName } from '../workload/size.ts'

export type Pace = {
  /** Of a way, in front of the rounds: code is compiled, statements are prepared. Milliseconds. */
  readonly warmUp: number
  /** What a turn should take, in milliseconds; as many calls are made. */
  readonly turn: number
  readonly rounds: number
}

/** Of the workloads. */
export const paces: Readonly<Record<SizeName, Pace>> = {
  full: { warmUp: 700, turn: 120, rounds: 7 },
  quick: { warmUp: 40, turn: 25, rounds: 3 },
}

/** Whose turn takes longer, in milliseconds, takes part in every so-many-th round only. */
export const slowTurn = 1500
export const slowEvery = 3
