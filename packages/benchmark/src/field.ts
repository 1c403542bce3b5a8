/** Everybody who takes part in a workload, and what is the same for all of them. */
import type { Contender } from './contender.ts'

/** Contenders of one workload, connected to a database that is filled. */
export type Field = {
  readonly contenders: readonly Contender[]
  /** How many operations a turn is; times are given for one. */
  readonly operations: number
  /** What every turn has to find: how many, and of what. */
  readonly expected: number
  readonly unit: string
  /** Whether it matters how long a turn keeps the event loop from everybody else. */
  readonly watchesDelay?: true
  /** Before each turn, outside of its time. */
  reset?(): Promise<void>
  /** After each turn, outside of its time; throws where the turn did not do its work. */
  verify?(): Promise<void>
  close(): Promise<void>
}
