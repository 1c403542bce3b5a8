/** What turns of one workload need of the database they are taken on. */
export type Ground = {
  /** How many operations a call is. */
  readonly operations: number
  /** How many rows a call finds. */
  readonly expected: number
  /** Whether the same call can follow without {@link reset}. */
  readonly isRepeatable: boolean
  /** Brings the tables back, where somebody writes. */
  reset(): Promise<void>
  /**
   * Looks at the tables after so many calls.
   * @param who is named where something is wrong
   * @throws BenchmarkError WRONG_TABLES where they hold anything but what they should
   */
  verify(calls: number, who: string): Promise<void>
}
